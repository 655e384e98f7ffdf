import Training

/// How much of "Interpreting Undesirable Pixels" is done over.
struct UndesirablePlan: Encodable {
  /// Empty where models are taken instead.
  let trainings: [TrainingSettings]
  let testLimit: Int?
  /// Images whose own class is made more probable (tables 1 and 2).
  let images: Int
  /// Of these, images whose masks are learned several times (figures 3 and 4).
  let repeated: Int
  let trials: Int
  /// Mistakes whose true class is made more probable (figures 5 and 6).
  let mistakes: Int

  /// Networks and epochs: small ones of the paper's two families.
  private static let small = [
    (name: "resnet20", epochs: 5), (name: "vgg11", epochs: 3),
  ]
  private static let full = ["vgg19", "resnet18"]

  init(_ request: PaperRequest) {
    let limit = request.settings.limit
    let trainingLimit: Int?
    switch request.settings.scale {
    case .small:
      trainingLimit = min(limit ?? .max, 4000)
      testLimit = min(limit ?? .max, 1000)
      (images, repeated, trials, mistakes) = (32, 32, 2, 32)
    case .full:
      (trainingLimit, testLimit) = (limit, limit)
      (images, repeated, trials, mistakes) = (1000, 100, 5, 1000)
    }
    trainings = request.trainings(small: Self.small, full: Self.full, limit: trainingLimit)
  }
}
