import Compute
import Datasets
import Explanations
import Misclassification
import Models
import Ranks
import Studies
import Training

extension Misclass {
  /// What an error of a part says, with the options that help, which no part knows.
  package static func text(for error: any Error) -> String {
    switch error {
    case ExplanationError.setting, TrainingError.validationTooLarge: "--\(error)"
    case let error as StudyError: text(for: error)
    case is PrecisionError: "--precision: \(error)"
    default: advice(for: error).map { "\(error); \($0)" } ?? "\(error)"
    }
  }

  private static func text(for error: StudyError) -> String {
    switch error {
    case .noGradients(.correctedAnswers): "--correction: \(error)"
    case .noGradients(.meanOfViews): "--average-views: \(error)"
    case .noMasks: "\(error), as --data planted does"
    case .noTestImages(let data): "--obalex needs test images, and \(data) has none"
    case .unknownMethod: "--obalex: \(error)"
    case .unknownBlocks(_, let model): "\(model == nil ? "--networks" : "--runs"): \(error)"
    case .cannotBeTrained: "--runs: \(error)"
    case .stageMissing: "\(error); begin anew with --force"
    case .wholeBatches(let ranks):
      "the run was begun without --micro-batch, so its batches cannot be shared; expected one "
        + "rank, found \(ranks)"
    case .begunOtherwise: "--requeue: \(error)"
    case .unknownParameters(_, .frozen, _, _, _): "--freeze: \(error)"
    case .unknownParameters(_, .only, _, _, _): "--train-only: \(error)"
    case .unknownParameters(_, .until, _, _, _): "--freeze-after: \(error)"
    case .classNames: "--classes: \(error)"
    case .noLabels: "\(error); give --data or --labels"
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
