import Statistics

/// A mistake of a model with the probability that interference made it.
package struct MistakeCause: Sendable, Equatable {
  /// Place of the image in the data.
  package let image: Int
  package let label: Int
  package let predicted: Int
  /// 0...1; what is left is that the classes look alike.
  package let interference: Double

  package init(image: Int, label: Int, predicted: Int, interference: Double) {
    (self.image, self.label, self.predicted) = (image, label, predicted)
    self.interference = interference
  }

  var edge: ErrorGroup.Edge { .init(label: label, predicted: predicted) }
}

/// The mistakes of one model with their causes.
package struct ToldMistakes: Sendable, Equatable {
  package let model: String
  package let mistakes: [MistakeCause]

  package init(model: String, mistakes: [MistakeCause]) {
    self.model = model
    self.mistakes = mistakes
  }
}

/// The half of a data set that an image is in, drawn by its number from a seed that nobody chooses.
///
/// Hypotheses were formed, and what is worth testing is chosen, on the first half; effects are
/// those of the second, which nothing was chosen on.
package enum DataHalf: Sendable {
  case first, second

  private static let seed: UInt64 = 0x5EC0_4D4A_1F00_2020

  package init(of image: Int) {
    var generator = SeededGenerator(seed: Self.seed, stream: UInt64(image))
    self = generator.next() >> 63 == 0 ? .first : .second
  }
}
