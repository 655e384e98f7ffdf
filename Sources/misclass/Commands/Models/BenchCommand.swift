import Architectures
import Compute
import Results
import Studies
import Terminal
import Training

/// `misclass bench`: how fast this machine is with each network.
enum BenchCommand {
  struct Options: ResultOptions {
    let architectures = Option(
      "arch", "NAME,…", .list(of: .architecture).or("all", for: Architecture.all),
      help: "Networks, or all.", default: [.standard])
    let model = Option(
      "model", "FILE|RUN", .inputPath,
      help: "A model instead: an ONNX file, weights (safetensors), or a training run.")
    let batches = Option(
      "batch", "N,…", .list(of: .int(in: 1...4096)), help: "Images of one pass.", default: [64])
    let modes = Option(
      "mode", "MODE,…", .list(of: .choice(of: Benchmark.Work.self)), help: "train, infer.",
      default: Benchmark.Work.allCases)
    let precisions = Option(
      "precision", "KIND,…", .list(of: .choice(of: Precision.self)),
      help: "float32, bf16 (where the processor has AVX512_BF16).",
      default: [.float32])
    let seconds = Option(
      "seconds", "S", .double(in: 0...3600), help: "Length of each of the repetitions.",
      default: 1)
    let repetitions = Option(
      "repetitions", "N", .int(in: 1...1000), help: "How often each is measured.", default: 3)
    let profile = Option(flag: "profile", help: "Show where the time goes, step by step.")
    let json = Option.json

    var rules: [OptionRule] { [.atMostOne(of: architectures, model)] }
  }

  static let command = Command(
    "bench", summary: "Measure the speed of the networks on this machine",
    discussion: "Random images, no data needed. The share is of the machine's limit, which is "
      + "measured first with the innermost kernel alone.",
    examples: [
      "misclass bench --arch vgg16,resnet50 --batch 1,64",
      "misclass bench --arch resnet20 --mode train --profile",
      "misclass bench --arch resnet50 --mode infer --precision float32,bf16",
      "misclass bench --model network.onnx --mode infer --batch 1,16",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let compute = try arguments.common.compute()
    let precisions = arguments.precisions
    var measurement = SpeedMeasurement()
    measurement.architectures = arguments.architectures
    measurement.model = arguments.model
    measurement.batches = arguments.batches
    measurement.works = arguments.modes
    measurement.computes = try precisions.map { try Environment.compute(compute, in: $0) }
    measurement.repetitions = arguments.repetitions
    measurement.seconds = arguments.seconds
    measurement.profiles = arguments.profile
    let report = try measurement.run(compute, Console(arguments.common))
    try arguments.finish(report, report.text)
  }
}
