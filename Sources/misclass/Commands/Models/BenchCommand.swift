import Architectures
import Compute
import NeuralNetwork
import Results
import Terminal
import Training

/// `misclass bench`: how fast this machine is with each network.
enum BenchCommand {
  static let command = Command(
    "bench", summary: "Measure the speed of the networks on this machine",
    discussion: "Random images, no data needed. The share is of the machine's limit, which is "
      + "measured first with the innermost kernel alone.",
    examples: [
      "misclass bench --arch vgg16,resnet50 --batch 1,64",
      "misclass bench --arch resnet20 --mode train --profile",
    ],
    options: [
      Option("arch", "NAME,…", help: "Networks, or all.", default: "resnet20"),
      Option("batch", "N,…", help: "Images of one pass.", default: "64"),
      Option("mode", "MODE,…", help: "train, infer.", default: "train,infer"),
      Option("seconds", "S", help: "Length of each of the repetitions.", default: "1"),
      Option("repetitions", "N", help: "How often each is measured.", default: "3"),
      Option("profile", help: "Show where the time goes, step by step."),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let compute = try arguments.compute()
    let names = try arguments.value("arch", .string, default: "resnet20")
    let architectures =
      names == "all"
      ? Architecture.all
      : try arguments.value("arch", .list(of: .architecture), default: [.standard])
    let batches = try arguments.value("batch", .list(of: .int(in: 1...4096)), default: [64])
    let modes = try arguments.value(
      "mode", .list(of: .choice(of: Benchmark.Work.self)), default: Benchmark.Work.allCases)
    let seconds = try arguments.value("seconds", .double(in: 0...3600), default: 1)
    let repetitions = try arguments.value("repetitions", .int(in: 1...1000), default: 3)
    var report = BenchReport(peak: Benchmark.peak(compute), instructionSet: compute.instructionSet)
    let meter = Console(arguments).progress(
      "bench", total: architectures.count * batches.count * modes.count, unit: "measurements")
    for architecture in architectures {
      for mode in modes {
        for batch in batches {
          try Interruption.check()
          let benchmark = try Benchmark(architecture, mode, batch: batch, compute: compute)
          report.results.append(benchmark.run(repetitions: repetitions, seconds: seconds))
          if arguments.flag("profile") {
            report.profiles.append(BenchReport.profileText(benchmark.profile(passes: 3)))
          }
          meter.advance(to: report.results.count)
        }
      }
    }
    meter.finish()
    if arguments.wantsJSON {
      try Work.printJSON(report)
    } else {
      print(report.text, terminator: "")
    }
  }
}
