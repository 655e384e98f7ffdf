import Training

/// How much of "Overinterpretation" is done over.
struct OverinterpretationPlan: Encodable {
  /// Of networks on whole images; empty where models are taken.
  let trainings: [TrainingSettings]
  let testLimit: Int?
  /// Training images whose pixels are chosen, and that networks are trained on.
  let trainingLimit: Int?
  /// Nil for those of the paper's recipe.
  let epochs: Int?
  /// Test images whose smallest subsets are looked for.
  let sized: Int
  /// Pixels masked in a round: for subsets to train on, and for the smallest.
  let perRound: Int
  let perSizedRound: Int
  /// The probability that a subset must reach.
  let threshold: Double
  /// Share of the pixels that are kept.
  let kept = 0.05
  /// Share of the pixels that input dropout takes.
  let dropout = 0.2

  private static let smallEpochs = 4
  private static let small = [(name: "resnet20", epochs: smallEpochs)]
  private static let full = ["resnet20", "resnet18", "vgg16"]

  init(_ request: PaperRequest) {
    let limit = request.settings.limit
    perRound = 52
    switch request.settings.scale {
    case .small:
      trainingLimit = min(limit ?? .max, 2000)
      testLimit = min(limit ?? .max, 800)
      epochs = request.settings.epochs ?? Self.smallEpochs
      (sized, perSizedRound, threshold) = (200, 16, 0.9)
    case .full:
      (trainingLimit, testLimit) = (limit, limit)
      epochs = request.settings.epochs
      (sized, perSizedRound, threshold) = (2000, 4, 0.99)
    }
    trainings = request.trainings(
      small: Self.small, otherEpochs: Self.smallEpochs, full: Self.full, limit: trainingLimit)
  }

  /// The settings of a network on whole images, of a model that is taken too.
  func training(_ architecture: String, _ request: PaperRequest) -> TrainingSettings {
    trainings.first { $0.architecture == architecture }
      ?? request.training(
        architecture, smallEpochs: Self.smallEpochs, limit: trainingLimit)
  }
}
