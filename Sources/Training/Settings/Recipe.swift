import Architectures
package import Datasets
package import NeuralNetwork

/// Settings of training that go together, under one name.
package struct Recipe: Sendable {
  package let name: String
  /// One sentence for help texts.
  package let summary: String
  package let epochs: Int
  package let batchSize: Int
  package let learningRate: Double
  package let optimizer: SGD.Settings
  package let schedule: Schedule
  package let augmentation: String
  package let labelSmoothing: Double
  /// What is trained where nobody names a network.
  package var architecture = Architecture.standard.name
  package var cropPadding: Int?
  package var cropBorder = Augmentation.Border.black
  package var alternatesFlips = false
  package var lookahead: Lookahead.Settings?
  /// Of `architecture`: see ``TrainedParameters/until``.
  package var until: [String: Int]?

  package static let all = [standard, paper, quick, fast]

  package static func named(_ name: String) -> Recipe? {
    all.first { $0.name == name }
  }

  /// What holds when nobody names a recipe.
  package static let standard = Recipe(
    name: "standard", summary: "Plain settings that suit most networks.",
    epochs: 10, batchSize: 128, learningRate: 0.1,
    optimizer: SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 5e-4),
    schedule: Schedule(kind: .onecycle), augmentation: "crop-flip", labelSmoothing: 0)

  /// "Causal Explanations of Image Misclassifications" names SGD, batch 256, rate 0.01 and 100
  /// epochs. Where it is silent, the settings are those of the public weights whose accuracies
  /// equal its own (github.com/huyvnphan/PyTorch_CIFAR10, spring 2020).
  package static let paper = Recipe(
    name: "paper", summary: "As the paper trained, with its likely source's settings.",
    epochs: 100, batchSize: 256, learningRate: 0.01,
    optimizer: SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 0.01),
    schedule: Schedule(kind: .step, factor: 0.1, every: 30), augmentation: "crop-flip",
    labelSmoothing: 0)

  /// The best accuracy in few epochs.
  package static let quick = Recipe(
    name: "quick", summary: "The best accuracy in few epochs.",
    epochs: 12, batchSize: 128, learningRate: 0.2,
    optimizer: SGD.Settings(
      momentum: 0.9, nesterov: true, weightDecay: 5e-4, decaysVectors: false),
    schedule: Schedule(kind: .onecycle), augmentation: "crop-flip", labelSmoothing: 0.1)

  /// The settings of Jordan 2024, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU"
  /// (arXiv:2404.00498), for eight of its 9.9 epochs.
  ///
  /// There rates are of sums over a batch of 1024, by 1 + 1 / (1 - momentum): 11.5 becomes 1.5 of
  /// their mean, and a decay of 0.0153, which is apart from the rate, becomes 0.0153 / 11.5.
  package static let fast = Recipe(
    name: "fast", summary: "Nine tenths of CIFAR-10 right in the least time; quicknet.",
    epochs: 8, batchSize: 1024, learningRate: 1.5,
    optimizer: SGD.Settings(
      momentum: 0.85, nesterov: true, weightDecay: 0.00133, shiftRate: 64),
    schedule: Schedule(kind: .onecycle, cycle: [0.2, 0.23, 0.07]), augmentation: "crop-flip",
    labelSmoothing: 0.2, architecture: "quicknet", cropPadding: 2, cropBorder: .reflect,
    alternatesFlips: true, lookahead: Lookahead.Settings(interval: 5),
    until: ["whiten.bias": 3])
}

extension TrainingSettings {
  /// As a recipe says, for its own network or another.
  package init(following recipe: Recipe, architecture: String, data: String, seed: UInt64) {
    self.init(
      architecture: architecture, data: data, epochs: recipe.epochs, batchSize: recipe.batchSize,
      learningRate: recipe.learningRate, optimizer: recipe.optimizer, schedule: recipe.schedule,
      augmentation: recipe.augmentation, labelSmoothing: recipe.labelSmoothing, limit: nil,
      seed: seed)
    self.recipe = recipe.name
    cropPadding = recipe.cropPadding
    cropBorder = recipe.cropBorder
    alternatesFlips = recipe.alternatesFlips
    lookahead = recipe.lookahead
    trained.until = architecture == recipe.architecture ? recipe.until : nil
  }
}
