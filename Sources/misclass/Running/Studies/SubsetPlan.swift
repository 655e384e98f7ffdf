import Datasets
import Terminal
import Training

/// How much of "Overinterpretation" is done over.
struct SubsetPlan: Encodable {
  /// Of networks on whole images; empty where models are taken.
  let trainings: [TrainingSettings]
  let testLimit: Int?
  /// Training images whose pixels are chosen, and that networks are trained on.
  let trainingLimit: Int?
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

  private static let small = [("resnet20", 4)]
  private static let full = ["resnet20", "resnet18", "vgg16"]

  init(_ request: PaperRequest) {
    let (arguments, source) = (request.arguments, request.source)
    let limit = arguments.limit
    let names = arguments.runs.isEmpty ? request.networkNames : []
    perRound = 52
    switch arguments.scale {
    case .small:
      let usual = Dictionary(uniqueKeysWithValues: Self.small)
      let most = min(limit ?? .max, 2000)
      trainings = (names ?? Self.small.map(\.0)).map { name in
        .brief(
          name, source, epochs: arguments.epochs ?? usual[name] ?? 4, limit: most,
          seed: request.seed)
      }
      trainingLimit = most
      testLimit = min(limit ?? .max, 800)
      epochs = arguments.epochs ?? 4
      (sized, perSizedRound, threshold) = (200, 16, 0.9)
    case .full:
      trainings = (names ?? Self.full).map { name in
        var settings = TrainingSettings.following(
          .paper, name, source, epochs: arguments.epochs, seed: request.seed)
        settings.limit = limit
        return settings
      }
      trainingLimit = limit
      testLimit = limit
      epochs = arguments.epochs
      (sized, perSizedRound, threshold) = (2000, 4, 0.99)
    }
  }

  /// The settings of a network on whole images, of a model that is taken too.
  func training(_ architecture: String, _ request: PaperRequest) -> TrainingSettings {
    if let known = trainings.first(where: { $0.architecture == architecture }) { return known }
    switch request.arguments.scale {
    case .small:
      return .brief(
        architecture, request.source, epochs: epochs, limit: trainingLimit, seed: request.seed)
    case .full:
      var settings = TrainingSettings.following(
        .paper, architecture, request.source, epochs: epochs, seed: request.seed)
      settings.limit = trainingLimit
      return settings
    }
  }
}
