/// The margins of one image with its object kept or replaced and the rest kept or replaced.
///
/// The two parts are the players of a game whose value is the margin, and have their shares in it
/// by Shapley 1953. The shares add up to the margin of the whole less that of nothing kept.
package struct FactorialMargins: Sendable, Equatable, Codable {
  /// Both kept.
  package let whole: Double
  /// The object kept, the rest replaced.
  package let objectKept: Double
  /// The rest kept, the object replaced.
  package let restKept: Double
  /// Both replaced.
  package let nothingKept: Double

  package init(whole: Double, objectKept: Double, restKept: Double, nothingKept: Double) {
    self.whole = whole
    self.objectKept = objectKept
    self.restKept = restKept
    self.nothingKept = nothingKept
  }

  /// What the object adds to the margin, averaged over both states of the rest.
  package var objectShare: Double { ((objectKept - nothingKept) + (whole - restKept)) / 2 }

  /// What the rest adds to the margin, averaged over both states of the object.
  package var restShare: Double { ((restKept - nothingKept) + (whole - objectKept)) / 2 }

  /// How much more the two do together than each by itself.
  package var interaction: Double { whole - objectKept - restKept + nothingKept }
}
