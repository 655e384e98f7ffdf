package import Datasets
import Explanations
import Text

/// Why a study that was asked for cannot be made; it knows no options, which those that ask add.
package enum StudyError: PrintableError, Equatable {
  /// Who would have to answer with gradients and cannot.
  package enum Gradientless: Sendable {
    case correctedAnswers, meanOfViews
  }

  case noGradients(Gradientless)
  case noMasks(data: String, split: Split)
  case noTestImages(data: String)
  case unknownMethod(String)
  /// Of a network that is trained, or of a model that is taken, whose path is told.
  case unknownBlocks(network: String, model: String?)
  case cannotBeTrained(network: String, model: String)
  case stageMissing(run: String)
  case wholeBatches(ranks: Int)
  case begunOtherwise(run: String)
  case unknownParameters(
    prefix: String, role: TrainedRole, network: String, top: [String], nearest: String?)
  case classNames(expected: Int, found: Int)
  /// Of predictions, whose labels nothing says.
  case noLabels(source: String)

  /// What is done with parameters that are named by the beginnings of their names.
  package enum TrainedRole: Sendable {
    case frozen, only, until
  }

  package var message: String {
    switch self {
    case .noGradients(.correctedAnswers):
      "this command asks for gradients, which corrected answers do not have"
    case .noGradients(.meanOfViews):
      "this command asks for gradients, which a mean of views does not have"
    case .noMasks(let data, let split): "'\(data)' knows no masks of its \(split.rawValue) images"
    case .noTestImages(let data): "maps are measured on test images, and \(data) has none"
    case .unknownMethod(let name):
      "expected one of " + MethodName.allCases.map(\.rawValue).joined(separator: ", ")
        + ", found '\(name)'"
    case .unknownBlocks(let network, let model):
      (model.map { "\($0): " } ?? "")
        + "expected a network whose blocks are known (vgg16, resnet50, mobilenet_v2, "
        + "resnet20 to resnet110), found \(network)"
    case .cannotBeTrained(let network, let model):
      "\(model): expected a network that 'misclass train' can train, found \(network)"
    case .stageMissing(let run): "\(run) is missing"
    case .wholeBatches(let ranks):
      "the run's batches are not worked on in pieces, so they cannot be shared; expected one rank, "
        + "found \(ranks)"
    case .begunOtherwise(let run): "\(run) was begun with other settings than are asked for now"
    case .unknownParameters(let prefix, _, let network, let top, let nearest):
      "no parameter of \(network) begins with '\(prefix)'; expected the beginning of a name below "
        + top.joined(separator: ", ") + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .classNames(let expected, let found):
      "expected \(expected) names, one for each output of the weights, found \(found)"
    case .noLabels(let source): "\(source) holds no labels"
    }
  }
}
