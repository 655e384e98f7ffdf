import Architectures
import Compute
import Images
import Models
import NeuralNetwork
import Results
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
    let computes = try precisions.map { try Environment.compute(compute, in: $0) }
    var report = BenchReport(instructionSet: compute.instructionSet) { precision in
      if precision == .float32 { return Benchmark.peak(compute) }
      return computes.first { $0.precision == precision }.map(Benchmark.peak)
    }
    let (modes, batches) = (arguments.modes, arguments.batches)
    let networks = try Self.networks(arguments)
    let meter = Console(arguments.common).progress(
      "bench", total: networks.count * batches.count * modes.count * computes.count,
      unit: "measurements")
    for network in networks {
      for mode in modes {
        for batch in batches {
          for compute in computes {
            try Interruption.check()
            measure(network, mode, batch: batch, compute, arguments, into: &report)
            meter.advance(to: report.results.count)
          }
        }
      }
    }
    meter.finish()
    try arguments.finish(report, report.text)
  }

  private static func measure(
    _ network: Network, _ mode: Benchmark.Work, batch: Int, _ compute: Compute,
    _ arguments: Arguments<Options>, into report: inout BenchReport
  ) {
    let benchmark = Benchmark(
      network.graph.name, network.graph, network.parameters(), mode, batch: batch,
      compute: compute, reading: network.seconds)
    report.results.append(
      benchmark.run(repetitions: arguments.repetitions, seconds: arguments.seconds))
    if arguments.profile {
      report.profiles.append(BenchReport.profileText(benchmark.profile(passes: 3)))
    }
  }

  private typealias Network = (graph: Graph, parameters: () -> Parameters, seconds: Double)

  /// The networks that are asked for, and how long they took to be read.
  private static func networks(_ arguments: Arguments<Options>) throws -> [Network] {
    if let path = arguments.model {
      let read = try Benchmark.timed {
        try Model.network(path: path)
      }
      let (graph, parameters) = read.result
      return [(graph, { parameters }, read.seconds)]
    }
    return try arguments.architectures.map { architecture in
      let graph = try architecture.graph(
        input: Shape(32, 32, ByteImages.channels), classes: Benchmark.classes)
      return (graph, { Benchmark.randomParameters(of: graph) }, 0)
    }
  }
}
