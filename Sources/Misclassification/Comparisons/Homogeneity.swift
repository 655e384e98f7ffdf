package import Statistics

/// Whether several models err alike: as often, and in the same classes.
///
/// "Causal Explanations of Image Misclassifications" tests this by chi-squared on a table of rates,
/// which finds any models alike; here the table holds counts, and, where the models saw the same
/// images, the tests that are made for that stand beside it.
package struct Homogeneity: Encodable, Sendable {
  package struct ClassTest: Encodable, Sendable {
    package let name: String
    /// Of correct and wrong images by model.
    package let test: Stated<HomogeneityTest>
    /// Adjusted over the classes by Holm's method; nil where the test is not defined.
    package let holmP: Double?
  }

  /// The tests of all classes added up.
  package struct Sum: Encodable, Sendable {
    package let chiSquared: Double
    package let degreesOfFreedom: Int
    package let pValue: Double
  }

  package let models: [String]
  package let classes: [String]
  /// Errors by class and model: whether the models' errors fall on the classes alike.
  package let mix: Stated<HomogeneityTest>
  /// Correct and wrong images by model; nil where the number of images is not known.
  package let overall: Stated<HomogeneityTest>?
  /// Nil where the number of images is not known.
  package let perClass: [ClassTest]?
  /// Nil where the number of images is not known, or no class has a test.
  package let perClassSum: Sum?
  /// For models that saw the same images; nil for a table of counts, which cannot tell.
  package let sameImages: PairedErrors?
  /// The published test, on rates; nil unless asked for.
  package let asPublished: Stated<HomogeneityTest>?

  /// - Parameters:
  ///   - sameImages: the tests of paired answers, if there are any.
  ///   - asPublished: adds the published test.
  package init(_ table: ErrorTable, sameImages: PairedErrors? = nil, asPublished: Bool = false) {
    models = table.modelNames
    classes = table.classNames
    self.sameImages = sameImages
    self.asPublished = asPublished ? Self.published(table) : nil
    guard table.holdsCounts else {
      mix = Stated(.failure(NotDefined("the table holds fractions, which are no counts")))
      (overall, perClass, perClassSum) = (nil, nil, nil)
      return
    }
    let counts = table.values.map { $0.map { Int($0) } }
    mix = Stated { () throws(NotDefined) in try HomogeneityTest(counts: counts) }
    guard let images = table.images else {
      (overall, perClass, perClassSum) = (nil, nil, nil)
      return
    }
    let columns = table.modelNames.indices
    overall = Self.correctAndWrong(
      columns.map { column in counts.reduce(0) { $0 + $1[column] } }, of: images.reduce(0, +))
    let tests = zip(counts, images).map { Self.correctAndWrong($0, of: $1) }
    let defined = tests.compactMap(\.value)
    var adjusted = MultipleTests.holm(defined.map(\.chiSquaredP)).makeIterator()
    perClass = zip(table.classNames, tests).map { name, test in
      ClassTest(name: name, test: test, holmP: test.value == nil ? nil : adjusted.next())
    }
    let freedom = defined.reduce(0) { $0 + $1.degreesOfFreedom }
    let sum = defined.reduce(0) { $0 + $1.chiSquared }
    perClassSum =
      freedom == 0
      ? nil
      : Sum(
        chiSquared: sum, degreesOfFreedom: freedom,
        pValue: ChiSquaredDistribution(degreesOfFreedom: freedom).upperTail(sum))
  }

  private static func correctAndWrong(_ wrong: [Int], of images: Int) -> Stated<HomogeneityTest> {
    Stated { () throws(NotDefined) in
      try HomogeneityTest(counts: wrong.map { [images - $0, $0] })
    }
  }

  private static func published(_ table: ErrorTable) -> Stated<HomogeneityTest> {
    Stated { () throws(NotDefined) in
      // A table of fractions is one of rates already.
      guard table.holdsCounts else { return try HomogeneityTest(values: table.values) }
      guard let rates = table.rates else {
        throw NotDefined("rates need the number of images of each class, which is not known or 0")
      }
      return try HomogeneityTest(values: rates)
    }
  }
}
