/// A part of an image that may be what misleads: regions of all sizes and places, and what lies
/// over the whole image.
package enum ImagePart: String, Sendable, Codable, CaseIterable {
  /// Borders of 1 to 5 sixteenths of the side.
  case frame1, frame2, frame3, frame4, frame5
  /// The square of a quarter of the side whose occlusion lowers the margin most.
  case window
  /// That and the second.
  case windows
  /// The square of half the side whose occlusion lowers the margin most.
  case quarter
  /// Where the difference maps are largest: shares of the image's area.
  case map10, map20, map35, map50
  /// All but the object, known or estimated.
  case rest
  /// All but where the maps speak most for the true class.
  case others
  /// The mean colour.
  case colour
  /// Fine details.
  case details
  /// What a strong blur leaves.
  case layout

  /// Those that are regions.
  package static let regions = allCases.filter { !$0.isTrait }

  package var isTrait: Bool { [.colour, .details, .layout].contains(self) }

  /// The frame's thickness in sixteenths of the side.
  var thickness: Int? {
    [.frame1, .frame2, .frame3, .frame4, .frame5].firstIndex(of: self).map { $0 + 1 }
  }

  /// The share of the area where the maps are largest.
  var mapShare: Double? {
    switch self {
    case .map10: 0.1
    case .map20: 0.2
    case .map35: 0.35
    case .map50: 0.5
    default: nil
    }
  }
}

/// Margins of an image without a part of it, and of the part by itself, averaged over the fills.
///
/// A margin is the logit of the predicted class less that of the true one.
package struct PartMargins: Sendable, Equatable, Codable {
  /// Of the image with the part replaced.
  package let without: Double
  /// Of the part in front of what replaces all else.
  package let alone: Double
  /// Logit of the true class less the largest of all others, with the part replaced.
  package let recovered: Double
  /// The share of the image that the part covers.
  package let area: Double

  package init(without: Double, alone: Double, recovered: Double, area: Double) {
    self.without = without
    self.alone = alone
    self.recovered = recovered
    self.area = area
  }
}
