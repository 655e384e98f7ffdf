import Datasets
import Explanations
import Results
import Terminal
import Training

/// How much of "Right for the Right Reasons" is done over.
struct AlignmentPlan: Encodable {
  /// Training of the networks that stand for pre-trained ones; empty where models are taken.
  let trainings: [TrainingSettings]
  let testLimit: Int?
  let trainingLimit: Int?
  /// Of the dense layers alone, before the strategies, and of each strategy.
  let headEpochs: Int
  let epochs: Int
  /// Test images that are looked at after each epoch, as the paper does.
  let probed: Int
  /// Test images at the end, for methods that take gradients, and for those that try many changed
  /// images.
  let explained: Int
  let tried: Int
  /// Changed images of LIME.
  let samples: Int

  private static let small = [("resnet20", 5)]
  private static let full = ["vgg16", "resnet50", "mobilenet_v2"]

  init(_ request: PaperRequest) {
    let (arguments, source) = (request.arguments, request.source)
    let limit = arguments.limit
    let names = arguments.runs.isEmpty ? request.networkNames : []
    probed = 50
    switch arguments.scale {
    case .small:
      let usual = Dictionary(uniqueKeysWithValues: Self.small)
      let most = min(limit ?? .max, 4000)
      trainings = (names ?? Self.small.map(\.0)).map { name in
        .brief(
          name, source, epochs: arguments.epochs ?? usual[name] ?? 5, limit: most,
          seed: request.seed)
      }
      trainingLimit = most
      testLimit = min(limit ?? .max, 1000)
      (headEpochs, epochs) = (1, arguments.epochs ?? 3)
      (explained, tried, samples) = (400, 100, 200)
    case .full:
      trainings = (names ?? Self.full).map { name in
        var settings = TrainingSettings.following(
          .paper, name, source, epochs: arguments.epochs, seed: request.seed)
        settings.limit = limit
        return settings
      }
      trainingLimit = limit
      testLimit = limit
      (headEpochs, epochs) = (10, arguments.epochs ?? 10)
      (explained, tried, samples) = (2000, 500, 1000)
    }
  }

  /// How many test images a method explains at the end.
  func count(_ method: MethodName) -> Int {
    AlignedNetwork.gradientMethods.contains(method.rawValue) ? explained : tried
  }
}
