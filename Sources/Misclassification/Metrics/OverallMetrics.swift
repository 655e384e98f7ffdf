import Foundation
import Statistics

/// Single numbers for a whole table of confusions, as scikit-learn defines them.
///
/// Means over classes leave out classes that neither occur nor are predicted. A class that is never
/// predicted counts with a precision of 0, as scikit-learn counts it.
package struct OverallMetrics: Sendable, Encodable {
  package let images: Int
  package let errors: Int
  package let accuracy: Double
  /// Wilson's interval of 95 %.
  package let accuracyInterval: [Double]
  /// The mean of the recalls of the classes that have images.
  package let balancedAccuracy: Double
  package let macroPrecision: Double
  package let macroRecall: Double
  package let macroF1: Double
  /// The mean of F1 over images: each class counts by its number of images.
  package let weightedF1: Double
  /// Cohen's kappa: agreement beyond that of chance (Cohen 1960).
  package let kappa: Stated<Double>
  /// Matthews' coefficient for several classes (Gorodkin 2004).
  package let matthews: Stated<Double>

  /// Nil for a table without images.
  package init?(_ counts: ConfusionCounts) {
    guard let accuracy = counts.accuracy else { return nil }
    let (all, right) = (counts.totalImages, counts.totalImages - counts.totalErrors)
    self.accuracy = accuracy
    images = all
    errors = counts.totalErrors
    let interval = WilsonInterval.of(right, in: all)
    accuracyInterval = interval.map { [$0.lowerBound, $0.upperBound] } ?? []
    let takenFor = counts.takenFor
    let classes = ClassMetrics.all(
      counts, classNames: [String](repeating: "", count: counts.classCount))
    balancedAccuracy = Self.mean(classes.compactMap(\.recall))
    let occurring = classes.filter { $0.images + $0.takenFor > 0 }
    macroPrecision = Self.mean(occurring.map { $0.precision ?? 0 })
    macroRecall = Self.mean(occurring.map { $0.recall ?? 0 })
    macroF1 = Self.mean(occurring.map { $0.f1 ?? 0 })
    weightedF1 =
      classes.reduce(0) { $0 + Double($1.images) * ($1.f1 ?? 0) } / Double(all)

    let chance = Self.products(counts.images, takenFor)
    let (total, agreeing) = (Double(all), Double(right))
    kappa = Stated { () throws(NotDefined) in
      guard chance < total * total else {
        throw NotDefined("every image is of one class and taken for it")
      }
      return (agreeing * total - chance) / (total * total - chance)
    }
    let spread =
      (total * total - Self.products(counts.images, counts.images))
      * (total * total - Self.products(takenFor, takenFor))
    matthews = Stated { () throws(NotDefined) in
      guard spread > 0 else {
        throw NotDefined("all images are of one class, or all are taken for one")
      }
      return (agreeing * total - chance) / spread.squareRoot()
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  private static func products(_ first: [Int], _ second: [Int]) -> Double {
    zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
