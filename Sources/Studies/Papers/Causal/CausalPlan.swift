import Explanations
import Training

/// The networks of "Causal Explanations of Image Misclassifications", and how they are trained.
struct CausalPlan: Encodable {
  let trainings: [TrainingSettings]
  /// Test images, at most.
  let testLimit: Int?
  /// Mistakes of each network whose causes are told, at most.
  let mostTold: Int?
  /// Images of each network that mistakes are made from.
  let bases: Int

  /// Networks and epochs: of three families that the paper has, the smallest.
  private static let small = [
    (name: "resnet20", epochs: 5), (name: "vgg11", epochs: 3),
    (name: "mobilenet_v2", epochs: 4),
  ]
  private static let full = [
    "vgg16", "resnet50", "googlenet", "densenet161", "mobilenet_v2", "inception_v3",
  ]
  private static let smallTraining = 10_000
  private static let smallTest = 2000

  init(_ request: PaperRequest) {
    let limit = request.settings.limit
    let trainingLimit: Int?
    switch request.settings.scale {
    case .small:
      trainingLimit = min(limit ?? .max, Self.smallTraining)
      testLimit = min(limit ?? .max, Self.smallTest)
      mostTold = 200
    case .full:
      (trainingLimit, testLimit, mostTold) = (limit, limit, nil)
    }
    bases = CauseOptions(seed: request.seed).bases
    trainings = request.trainings(small: Self.small, full: Self.full, limit: trainingLimit)
  }
}
