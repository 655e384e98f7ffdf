import Datasets
import Models
import Results
import Studies
import Terminal

/// `misclass convert`: checks a weights file, and writes it with other metadata or another type.
enum ConvertCommand {
  struct Options: ResultOptions {
    let input = Option(
      required: "in", "FILE|RUN", .inputPath,
      help: "Weights, the directory of a training run, or an ONNX model.")
    let out = Option(
      "out", "FILE", .outputFile, help: "Where the weights go.", otherwise: "nowhere: only check")
    let architecture = Option.architecture(otherwise: "what the weights say")
    let stem = Option.stem()
    let classes = Option(
      "classes", "A,B,…|FILE", .classNames,
      help: "Names of the classes, in the order of the outputs, or a file with one per line.",
      otherwise: "what the weights say")
    let mean = Option(
      "mean", "R,G,B", .channels, help: "Channel means, 0 to 1.",
      otherwise: "what the weights say")
    let deviation = Option(
      "std", "R,G,B", .deviations, help: "Channel standard deviations likewise.",
      otherwise: "what the weights say")
    let channels = Option(
      "channels", "ORDER", .choice(of: Preprocessing.Channels.self),
      help: "The order in which an ONNX model reads channels: RGB or BGR.",
      otherwise: "what the model says, else RGB")
    let preparing = PreparationOptions()
    let check = Option(
      several: "check", "FILE", .inputPath,
      help: "Images and another program's scores for them (NumPy): bytes N x H x W x 3, or floats "
        + "N x 3 x H x W as the network reads them; and N x classes. The network must give the "
        + "same, and the answers are kept with the weights.", atLeast: 2)
    let type = Option(
      "dtype", "TYPE", .choice(of: WeightType.self), help: "Number type: \(WeightType.listed).",
      default: .F32)
    let format = Option(
      "to", "FORMAT", .choice(of: WeightFormat.self),
      help: "What is written: \(WeightFormat.listed).", default: .safetensors)
    let size = Option(
      "size", "S|HxW", .cropping,
      help: "Size of the images that an ONNX model is for.",
      otherwise: "what --crop was in training, else 32x32, or 224x224 for large images")
    let json = Option.json

    var rules: [OptionRule] { [.option(size, needs: format)] }
  }

  static let command = Command(
    "convert", summary: "Check a weights file, re-label it, change its type or format",
    discussion: """
      Reads a safetensors file with PyTorch's parameter names (Scripts/torch-to-safetensors.py \
      makes one from a .pt or .th checkpoint), compares it with the network, and lists every \
      tensor that is missing, left over or of another shape. With --out it writes the file again \
      with metadata that tell the network, the classes and the normalisation, so that later \
      commands need not be told. Without --out it only checks.

      F16 and BF16 take the nearest number, of two equally near the even one; a weight too large \
      for the type is an error. What the file holds besides the network's tensors (only \
      num_batches_tracked is allowed) is left out.

      That every tensor fits does not show that the network is the same one: strides, pooling and \
      activations stand in no tensor. So --check compares scores, and the answers are kept in \
      the file, to be checked whenever it is read. Scripts/torch-to-safetensors.py stores some, \
      too, when it is given a whole module.

      An ONNX model given with --in is checked for being computed here; with --out it is written \
      again with its preprocessing and classes among its properties.

      --to onnx writes the network itself (ONNX, operators of version 17, float32) for other \
      programs: from images N x 3 x height x width, normalised as its properties mean and std \
      say, to logits N x classes. Such a file can be given to every --model here, too.
      """,
    examples: [
      "misclass convert --in resnet20.safetensors --out model.safetensors --arch resnet20 "
        + "--mean 0.4914,0.4822,0.4465 --std 0.247,0.2435,0.2616",
      "misclass convert --in run --out small.safetensors --dtype F16",
      "misclass convert --in run --to onnx --out model.onnx",
      "misclass convert --in weights.safetensors --arch resnet50 --check images.npy logits.npy",
      "misclass convert --in net.onnx --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 "
        + "--out labelled.onnx",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    guard arguments.check.isEmpty || arguments.check.count == 2 else {
      throw UsageError("--check: expected images and scores, found \(arguments.check.count) files")
    }
    if Model.isOnnx(arguments.input) {
      guard arguments.architecture == nil, arguments.stem == nil, arguments.type == .F32 else {
        throw UsageError(
          "--arch, --stem and --dtype are for weights; an ONNX model describes its network itself")
      }
      let summary = try conversion(arguments).relabelOnnx()
      return try finish(summary, summary.text, arguments)
    }
    guard arguments.channels == nil else {
      throw UsageError("--channels: expected an ONNX model with --in")
    }
    guard arguments.format != .onnx || arguments.out == nil || arguments.type == .F32 else {
      throw UsageError("--dtype: expected F32 with --to onnx, found \(arguments.type.rawValue)")
    }
    let summary = try conversion(arguments).convertWeights()
    try finish(summary, summary.text, arguments)
  }

  private static func conversion(_ arguments: Arguments<Options>) throws -> ModelConversion {
    var conversion = ModelConversion(
      arguments.input, version: Misclass.version, Console(arguments.common))
    conversion.out = arguments.out
    (conversion.architecture, conversion.stem) = (arguments.architecture, arguments.stem)
    conversion.classNames = try arguments.classes?.read()
    (conversion.mean, conversion.deviation) = (arguments.mean, arguments.deviation)
    conversion.channels = arguments.channels
    conversion.preparation = arguments.preparing.preparation
    if let images = arguments.check.first { conversion.check = (images, arguments.check[1]) }
    (conversion.type, conversion.format) = (arguments.type, arguments.format)
    conversion.size = arguments.size
    return conversion
  }

  private static func finish(
    _ summary: some Encodable, _ text: String, _ arguments: Arguments<Options>
  ) throws {
    try arguments.finish(
      summary, text,
      next: arguments.out.map {
        "misclass predict --model \(ShellWord.quoted($0)) --data DIR --out predictions.csv"
      })
  }
}
