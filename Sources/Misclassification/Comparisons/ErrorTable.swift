/// How often each model errs in each class: what homogeneity is tested on.
package struct ErrorTable: Sendable, Equatable {
  package let classNames: [String]
  package let modelNames: [String]
  /// Classes x models: whole numbers of errors, or whatever stands in a table that is to be taken
  /// as it is published.
  package let values: [[Double]]
  /// Images of each class, where they are known.
  package let images: [Int]?
  /// Whether every value is a whole number.
  package var holdsCounts: Bool {
    values.allSatisfy { $0.allSatisfy { $0 == $0.rounded() } }
  }

  /// - Precondition: a name for each row and column, and no more errors than images.
  package init(
    classNames: [String], modelNames: [String], values: [[Double]], images: [Int]? = nil
  ) {
    precondition(values.count == classNames.count)
    precondition(values.allSatisfy { $0.count == modelNames.count })
    self.classNames = classNames
    self.modelNames = modelNames
    self.values = values
    self.images = images
  }

  /// The errors of several models in the same classes; where they saw different numbers of images,
  /// these are not kept.
  ///
  /// - Precondition: at least one model, all of the same classes.
  package init(_ counts: [ConfusionCounts], modelNames: [String], classNames: [String]) {
    let errors = counts.map(\.errors)
    self.init(
      classNames: classNames, modelNames: modelNames,
      values: classNames.indices.map { label in errors.map { Double($0[label]) } },
      images: counts.allSatisfy { $0.images == counts[0].images } ? counts[0].images : nil)
  }

  /// The share of each class's images that each model gets wrong, u; nil where images are not known
  /// or a class has none.
  package var rates: [[Double]]? {
    guard let images, images.allSatisfy({ $0 > 0 }) else { return nil }
    return zip(values, images).map { row, images in row.map { $0 / Double(images) } }
  }
}
