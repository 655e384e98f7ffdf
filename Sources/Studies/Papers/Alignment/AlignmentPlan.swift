import Explanations
import Results
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

  private static let small = [(name: "resnet20", epochs: 5)]
  private static let full = ["vgg16", "resnet50", "mobilenet_v2"]

  init(_ request: PaperRequest) {
    let settings = request.settings
    let limit = settings.limit
    probed = 50
    switch settings.scale {
    case .small:
      trainingLimit = min(limit ?? .max, 4000)
      testLimit = min(limit ?? .max, 1000)
      (headEpochs, epochs) = (1, settings.epochs ?? 3)
      (explained, tried, samples) = (400, 100, 200)
    case .full:
      (trainingLimit, testLimit) = (limit, limit)
      (headEpochs, epochs) = (10, settings.epochs ?? 10)
      (explained, tried, samples) = (2000, 500, 1000)
    }
    trainings = request.trainings(small: Self.small, full: Self.full, limit: trainingLimit)
  }

  /// How many test images a method explains at the end.
  func count(_ method: MethodName) -> Int {
    AlignedNetwork.gradientMethods.contains(method.rawValue) ? explained : tried
  }
}
