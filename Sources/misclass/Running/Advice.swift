import Datasets
import Explanations
import Misclassification
import Models
import Ranks
import Training

extension Misclass {
  /// What an error of a part says, with the options that help, which no part knows.
  package static func text(for error: any Error) -> String {
    switch error {
    case ExplanationError.setting, TrainingError.validationTooLarge: "--\(error)"
    default: advice(for: error).map { "\(error); \($0)" } ?? "\(error)"
    }
  }

  private static func advice(for error: any Error) -> String? {
    switch error {
    case DatasetError.differentSizes:
      "--preset imagenet, or --resize and --crop, say it"
    case DatasetError.unreadablePictures: "--skip-broken leaves out such pictures"
    case let error as ModelError: advice(for: error)
    case let error as TrainingError: advice(for: error)
    case let error as RanksError: advice(for: error)
    case MisclassificationError.classesNamedAndNumbered:
      "--classes A,B,C tells which number each name has"
    default: nil
    }
  }

  private static func advice(for error: ModelError) -> String? {
    switch error {
    case .unknownArchitecture: "give it with --arch"
    case .otherNetwork(_, _, let fitting): "give --arch \(fitting)"
    case .unknownNormalization: "give them with --mean and --std"
    default: nil
    }
  }

  private static func advice(for error: RanksError) -> String? {
    switch error {
    case .unevenArray: "--shard I/N tells it, and --shard none does all the work"
    case .unknownCount:
      "--shard N tells it (tasks 1 to N), and --shard none does all the work"
    case .noArray: "--shard I/N tells it"
    case .noLibrary: "--mpi LIB names another"
    default: nil
    }
  }

  private static func advice(for error: TrainingError) -> String? {
    switch error {
    case .lossNotFinite, .weightsNotFinite, .evaluationNotFinite:
      "try a lower --lr, a --warmup or a --clip-norm"
    case .foreignFile: "--force replaces only what was"
    case .memory: "try a smaller --batch-size"
    default: nil
    }
  }
}
