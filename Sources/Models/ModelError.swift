package import NeuralNetwork
import Text

/// What a weights file may fail to tell.
package enum ModelError: PrintableError, Equatable {
  case unknownArchitecture(path: String)
  case unsupportedArchitecture(path: String, name: String)
  /// The tensors are those of another network than was named.
  case otherNetwork(path: String, network: String, fitting: String)
  case unknownNormalization(path: String)
  case badNormalization(path: String, mean: [Float], deviation: [Float])
  case classCount(path: String, names: Int, outputs: Int)
  case classesDiffer(model: Int, data: Int)
  /// The metadata's names of classes are no such names.
  case badClassNames(path: String, problem: String)
  /// A tensor whose numbers no network can have.
  case unusableTensor(path: String, name: String, expected: String, found: String)
  /// The weights fit, and the network answers otherwise than the program that they come from.
  case computesOtherwise(path: String, network: String, CheckedAnswers.Difference)
  /// Stored or given images and scores that a network cannot be checked with.
  case unusableCheck(path: String, problem: String)
  /// A network that describes itself was named one of those that do not.
  case architectureOfOnnx(path: String, name: String)
  /// The images are of another size than the network's.
  case inputDiffers(path: String, model: Shape, data: Shape)
  /// Nobody tells how an ONNX model wants its images.
  case unknownPreprocessing(path: String, beside: String)
  case badPreprocessing(path: String, problem: String)
  /// A model cannot be written where the files that hold its weights are not.
  case weightsBeside(path: String, out: String)
  case badCorrection(path: String, problem: String)
  /// A correction that was fitted for another model, or other weights.
  case correctionOfOther(path: String)

  package var message: String {
    switch self {
    case .unknownArchitecture(let path):
      "\(path): the metadata names no architecture ('arch')"
    case .unsupportedArchitecture(let path, let name):
      "\(path): expected a network that 'misclass networks' lists, found the architecture '\(name)'"
    case .otherNetwork(let path, let network, let fitting):
      "\(path): does not fit the network \(network): its tensors are those of \(fitting)"
    case .unknownNormalization(let path):
      "\(path): the metadata holds no 'mean' and 'std' of three numbers each"
    case .badNormalization(let path, let mean, let deviation):
      "\(path): expected a mean from -1 to 2 and a deviation above zero and up to 10 for each of 3 "
        + "channels, of pixels from 0 to 1, found mean \(mean), std \(deviation)"
        + ((mean + deviation).contains { $0 > 10 } ? "; are they of pixels from 0 to 255?" : "")
    case .classCount(let path, let names, let outputs):
      "\(path): the metadata names \(names) classes, the network has \(outputs) outputs"
    case .classesDiffer(let model, let data):
      "the model tells \(model) classes apart, the data has \(data)"
    case .badClassNames(let path, let problem):
      "\(path): the metadata's classes: \(problem)"
    case .unusableTensor(let path, let name, let expected, let found):
      "\(path): tensor '\(name)': expected \(expected), found \(found)"
    case .computesOtherwise(let path, let network, let difference):
      "\(path): every tensor fits \(network), but it computes something else: \(difference); its "
        + "strides, pooling or activations must be others, which no tensor shows"
    case .unusableCheck(let path, let problem):
      "\(path): \(problem)"
    case .architectureOfOnnx(let path, let name):
      "\(path): an ONNX model describes its network itself; leave out --arch \(name)"
    case .inputDiffers(let path, let model, let data):
      "\(path): the model is for images of \(model.height) x \(model.width) pixels, the data's "
        + "have "
        + "\(data.height) x \(data.width)"
    case .unknownPreprocessing(let path, let beside):
      "\(path): expected mean and std in its properties 'mean' and 'std' or in \(beside), found "
        + "none; give them with --mean and --std"
    case .weightsBeside(let path, let out):
      "\(path): some of its weights lie in files beside it, which would not be found from \(out)"
    case .correctionOfOther(let path):
      "\(path): expected a correction fitted for this model, found one of another model or of "
        + "other weights"
    case .badPreprocessing(let path, let problem), .badCorrection(let path, let problem):
      "\(path): \(problem)"
    }
  }
}
