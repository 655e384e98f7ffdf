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

  package static let all = [standard, paper, quick]

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
}
