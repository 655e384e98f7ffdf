/// A cause of error that is put into an image on purpose.
package enum PlantedCause: String, Sendable, Codable, CaseIterable {
  case none
  /// The shape is part of the way to its look-alike.
  case morphology
  /// The background, or another mark, is another class's.
  case interference
  /// Morphology and interference; only in factorial sets.
  case both
}

/// What is known of one image of the planted-cause set.
package struct PlantedRecord: Sendable, Equatable {
  package var index: Int
  package var label: Int
  package var cause: PlantedCause
  /// How the image carries what goes with a class.
  package var kind = MarkKind.scene
  /// The class whose background or mark the image has; nil is the plain background and no mark.
  package var background: Int?
  /// The class whose background or mark it would have without interference; nil as above.
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
