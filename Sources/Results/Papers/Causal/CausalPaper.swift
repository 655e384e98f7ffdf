import Misclassification

/// What "Causal Explanations of Image Misclassifications" published.
enum CausalPaper {
  static let title = "Causal Explanations of Image Misclassifications"

  static let networks = [
    "VGG16", "ResNet50", "GoogLeNet", "DenseNet161", "MobileNetV2", "InceptionV3",
  ]

  /// Figure 3: errors per 1,000 test images of each class, a column per network.
  static let errors: [(names: [String], errors: [Int])] = [
    (["plane", "airplane"], [77, 91, 73, 63, 79, 85]),
    (["car", "automobile"], [34, 30, 44, 53, 33, 31]),
    (["bird"], [77, 96, 98, 65, 60, 56]),
    (["cat"], [152, 189, 136, 144, 106, 131]),
    (["deer"], [64, 70, 95, 74, 79, 75]),
    (["dog"], [97, 100, 104, 143, 156, 129]),
    (["frog"], [36, 62, 54, 61, 47, 37]),
    (["horse"], [34, 41, 30, 35, 49, 38]),
    (["ship"], [36, 57, 45, 46, 45, 33]),
    (["truck"], [36, 52, 55, 41, 47, 58]),
  ]

  static let imagesPerClass = 1000

  /// A kind of mistake by the paper's names of the classes.
  struct Kind {
    let label: String
    let predicted: String

    init(_ label: String, _ predicted: String) {
      self.label = label
      self.predicted = predicted
    }
  }

  /// Taken for look-alikes (section 5.3).
  static let morphology = [
    Kind("cat", "dog"), Kind("dog", "cat"), Kind("car", "truck"), Kind("truck", "car"),
  ]
  /// Taken for interference (section 5.3).
  static let interference = [Kind("frog", "cat"), Kind("ship", "plane")]

  /// The table of figure 3 as the tests take it.
  static var table: ErrorTable {
    ErrorTable(
      classNames: errors.map { $0.names[0] }, modelNames: networks,
      values: errors.map { $0.errors.map(Double.init) },
      images: errors.map { _ in imagesPerClass })
  }

  /// The paper's row of a class; nil for a class that it has not.
  static func row(of name: String) -> [Int]? {
    errors.first { $0.names.contains(name) }?.errors
  }

  /// The place of a class that the paper names, among the data's names.
  static func place(_ name: String, in classNames: [String]) -> Int? {
    let names = errors.first { $0.names.contains(name) }?.names ?? []
    return classNames.firstIndex { names.contains($0) }
  }

  /// A kind of mistake among the data's classes; nil where one of them is missing.
  static func edge(_ kind: Kind, in classNames: [String]) -> ErrorGroup.Edge? {
    guard let label = place(kind.label, in: classNames),
      let predicted = place(kind.predicted, in: classNames)
    else { return nil }
    return .init(label: label, predicted: predicted)
  }

  static func edges(_ kinds: [Kind], in classNames: [String]) -> [ErrorGroup.Edge] {
    kinds.compactMap { edge($0, in: classNames) }
  }
}
