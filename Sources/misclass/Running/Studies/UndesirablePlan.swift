import Datasets
import Terminal
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
  private static let small = [("resnet20", 5), ("vgg11", 3)]
  private static let full = ["vgg19", "resnet18"]

  init(_ request: PaperRequest) {
    let (arguments, source) = (request.arguments, request.source)
    let limit = arguments.limit ?? .max
    let names = arguments.runs.isEmpty ? request.networkNames : []
    switch arguments.scale {
    case .small:
      let usual = Dictionary(uniqueKeysWithValues: Self.small)
      trainings = (names ?? Self.small.map(\.0)).map { name in
        .brief(
          name, source, epochs: arguments.epochs ?? usual[name] ?? 5, limit: min(limit, 4000),
          seed: request.seed)
      }
      testLimit = min(limit, 1000)
      (images, repeated, trials, mistakes) = (32, 32, 2, 32)
    case .full:
      trainings = (names ?? Self.full).map { name in
        var settings = TrainingSettings.following(
          .paper, name, source, epochs: arguments.epochs, seed: request.seed)
        settings.limit = arguments.limit
        return settings
      }
      testLimit = arguments.limit
      (images, repeated, trials, mistakes) = (1000, 100, 5, 1000)
    }
  }
}
