/// A cause of error that is put into an image on purpose.
package enum PlantedCause: String, Sendable, Codable, CaseIterable {
  case none
  /// The shape is part of the way to its look-alike.
  case morphology
  /// The background is another class's.
  case interference
}

/// What is known of one image of the planted-cause set.
package struct PlantedRecord: Sendable, Equatable {
  package var index: Int
  package var label: Int
  package var cause: PlantedCause
  /// The class whose background the image stands on; nil is the plain one.
  package var background: Int?
  /// The class whose background it would stand on without interference; nil is the plain one.
  package var usualBackground: Int?
  /// The look-alike class.
  package var partner: Int
  /// 0 for a shape that is not morphed; 1 would be the look-alike's.
  package var morphStrength: Double
  /// Centre and radius of the object, in pixels from the left upper corner of the image.
  package var centreX: Double
  package var centreY: Double
  package var radius: Double
  /// Pixels of which the object covers at least half.
  package var maskPixels: Int

  /// The same image had no cause been planted in it.
  func withoutCause() -> PlantedRecord {
    var record = self
    record.cause = .none
    record.background = usualBackground
    record.morphStrength = 0
    return record
  }

  /// The columns of the side file, one line a record.
  package static let csvHeader =
    "index,label,cause,background,usual_background,partner,morph_strength,"
    + "centre_x,centre_y,radius,mask_pixels"

  /// The record as a line of the side file; the plain background is an empty field.
  package var csvLine: String {
    [
      "\(index)", "\(label)", cause.rawValue, background.map { "\($0)" } ?? "",
      usualBackground.map { "\($0)" } ?? "", "\(partner)", "\(morphStrength)", "\(centreX)",
      "\(centreY)", "\(radius)", "\(maskPixels)",
    ].joined(separator: ",")
  }
}
