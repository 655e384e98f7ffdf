package import Architectures
package import Compute
import Images
import Models
import NeuralNetwork
package import Results
package import Terminal
package import Training

/// How fast this machine is with networks.
package struct SpeedMeasurement {
  /// Networks with random weights.
  package var architectures: [Architecture] = []
  /// A model's file in place of these.
  package var model: String?
  /// Images of one pass.
  package var batches: [Int] = []
  package var works: [Benchmark.Work] = []
  /// Kernels in each of the precisions that are measured.
  package var computes: [Compute] = []
  package var repetitions = 1
  /// The length of each repetition.
  package var seconds = 1.0
  /// Tells where the time goes, step by step.
  package var profiles = false

  package init() {}

  /// - Parameter compute: in float32.
  package func run(_ compute: Compute, _ console: Console) throws -> BenchReport {
    var report = BenchReport(instructionSet: compute.instructionSet) { precision in
      if precision == .float32 { return Benchmark.peak(compute) }
      return computes.first { $0.precision == precision }.map(Benchmark.peak)
    }
    let networks = try networks()
    let meter = console.progress(
      "bench", total: networks.count * batches.count * works.count * computes.count,
      unit: "measurements")
    for network in networks {
      for work in works {
        for batch in batches {
          for compute in computes {
            try Interruption.check()
            measure(network, work, batch: batch, compute, into: &report)
            meter.advance(to: report.results.count)
          }
        }
      }
    }
    meter.finish()
    return report
  }

  private func measure(
    _ network: Network, _ work: Benchmark.Work, batch: Int, _ compute: Compute,
    into report: inout BenchReport
  ) {
    let benchmark = Benchmark(
      network.graph.name, network.graph, network.parameters(), work, batch: batch,
      compute: compute, reading: network.seconds)
    report.results.append(benchmark.run(repetitions: repetitions, seconds: seconds))
    if profiles {
      report.profiles.append(BenchReport.profileText(benchmark.profile(passes: 3)))
    }
  }

  private typealias Network = (graph: Graph, parameters: () -> Parameters, seconds: Double)

  /// The networks that are asked for, and how long they took to be read.
  private func networks() throws -> [Network] {
    if let model {
      let read = try Benchmark.timed { try Model.network(path: model) }
      let (graph, parameters) = read.result
      return [(graph, { parameters }, read.seconds)]
    }
    return try architectures.map { architecture in
      let graph = try architecture.graph(
        input: Shape(32, 32, ByteImages.channels), classes: Benchmark.classes)
      return (graph, { Benchmark.randomParameters(of: graph) }, 0)
    }
  }
}
