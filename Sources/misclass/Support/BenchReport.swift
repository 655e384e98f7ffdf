import NeuralNetwork
import Terminal
import Training

/// What `misclass bench` measured.
struct BenchReport: Encodable {
  let peak: Double
  let instructionSet: String
  var results: [Benchmark.Result] = []
  /// A table for each result, if asked for.
  var profiles: [String] = []

  init(peak: Double, instructionSet: String) {
    self.peak = peak
    self.instructionSet = instructionSet
  }

  enum CodingKeys: String, CodingKey {
    case results
    case peak = "peak_gflops"
    case instructionSet = "instruction_set"
  }

  var text: String {
    var table = TextTable([
      .words("network"), .words("mode"), .numbers("batch"), .numbers("images/s"),
      .numbers("slowest to quickest"), .numbers("GFLOP/s"), .numbers("of limit"),
      .numbers("memory"),
    ])
    for result in results {
      let spread = [result.slowest, result.quickest].map { NumberText.fixed($0, decimals: 1) }
      table.row([
        result.arch, result.mode.rawValue, "\(result.batch)",
        NumberText.fixed(result.imagesPerSecond, decimals: 1), spread.joined(separator: " to "),
        NumberText.fixed(result.gflops, decimals: 1),
        NumberText.percent(result.gflops / peak, decimals: 1),
        NumberText.fixed(Double(result.memoryBytes) / 1_048_576, decimals: 0) + " MiB",
      ])
    }
    let threads = results.first?.threads ?? 0
    let head =
      "limit \(NumberText.fixed(peak, decimals: 0)) GFLOP/s (\(instructionSet), "
      + "\(threads) threads)\n\n"
    return ([head + table.description] + profiles).joined(separator: "\n")
  }

  /// Time by kind of step, and the steps that take most.
  static func profileText(_ times: [StepTime]) -> String {
    let total = times.reduce(0) { $0 + $1.forward + $1.backward }
    var kinds = TextTable([.words("kind"), .numbers("forward"), .numbers("backward")])
    let groups = Dictionary(grouping: times, by: \.kind)
      .map {
        (kind: $0.key, forward: sum($0.value, \.forward), backward: sum($0.value, \.backward))
      }
      .sorted { ($0.forward + $0.backward, $0.kind) > ($1.forward + $1.backward, $1.kind) }
    for group in groups {
      kinds.row([group.kind, share(group.forward, total), share(group.backward, total)])
    }
    var steps = TextTable([.words("step"), .numbers("forward"), .numbers("backward")])
    for time in times.sorted(by: { $0.forward + $0.backward > $1.forward + $1.backward }).prefix(15)
    {
      steps.row(["\(time.name)", share(time.forward, total), share(time.backward, total)])
    }
    return kinds.description + "\n" + steps.description
  }

  private static func sum(_ times: [StepTime], _ part: (StepTime) -> Double) -> Double {
    times.reduce(0) { $0 + part($1) }
  }

  private static func share(_ seconds: Double, _ total: Double) -> String {
    NumberText.percent(seconds / max(total, 1e-12), decimals: 1)
  }
}

extension ValueKind {
  /// Values parted by commas.
  static func list<Element>(of kind: ValueKind<Element>) -> ValueKind<[Element]>
  where Value == [Element] {
    ValueKind<[Element]>(expected: kind.expected + ", several parted by commas") { text in
      let values = text.split(separator: ",", omittingEmptySubsequences: false).map {
        kind.parse(String($0))
      }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }
}
