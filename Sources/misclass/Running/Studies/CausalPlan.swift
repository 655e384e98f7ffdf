import Datasets
import Terminal
import Training

/// The networks of "Causal Explanations of Image Misclassifications", and how they are trained.
struct CausalPlan: Encodable {
  let trainings: [TrainingSettings]
  /// Test images, at most.
  let testLimit: Int?
  /// Mistakes of each network whose causes are told, at most.
  let mostTold: Int?

  /// Networks and epochs: of three families that the paper has, the smallest.
  private static let small = [("resnet20", 5), ("vgg11", 3), ("mobilenet_v2", 4)]
  private static let full = [
    "vgg16", "resnet50", "googlenet", "densenet161", "mobilenet_v2", "inception_v3",
  ]
  private static let smallTraining = 10_000
  private static let smallTest = 2000

  init(_ request: PaperRequest) {
    let (source, seed) = (request.source, request.seed)
    let (epochs, limit) = (request.arguments.epochs, request.arguments.limit)
    let networks = request.arguments.runs.isEmpty ? request.networkNames : []
    switch request.arguments.scale {
    case .small:
      let usual = Dictionary(uniqueKeysWithValues: Self.small)
      testLimit = min(limit ?? .max, Self.smallTest)
      mostTold = 200
      trainings = (networks ?? Self.small.map(\.0)).map { name in
        .brief(
          name, source, epochs: epochs ?? usual[name] ?? 5,
          limit: min(limit ?? .max, Self.smallTraining), seed: seed)
      }
    case .full:
      testLimit = limit
      mostTold = nil
      trainings = (networks ?? Self.full).map { name in
        var settings = TrainingSettings.following(
          .paper, name, source, epochs: epochs, seed: seed)
        settings.limit = limit
        return settings
      }
    }
  }
}
