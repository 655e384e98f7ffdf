package import Compute
package import NeuralNetwork
import Text
package import Training

/// What `misclass bench` measured.
package struct BenchReport: Encodable {
  /// Of float32, and of bf16 where it is measured: GFLOP/s of the innermost kernel alone.
  package let peak: Double
  package let bf16Peak: Double?
  package let instructionSet: String
  package var results: [Benchmark.Result] = []
  /// A table for each result, if asked for.
  package var profiles: [String] = []

  /// - Parameter peak: of a precision, or nil where it is not measured.
  package init(instructionSet: String, peak: (Precision) throws -> Double?) rethrows {
    self.peak = try peak(.float32) ?? 0
    bf16Peak = try peak(.bf16)
    self.instructionSet = instructionSet
  }

  package enum CodingKeys: String, CodingKey {
    case results
    case peak = "peak_gflops"
    case bf16Peak = "peak_bf16_gflops"
    case instructionSet = "instruction_set"
  }

  package var text: String {
    var table = TextTable([
      .words("network"), .words("mode"), .words("precision"), .numbers("batch"),
      .numbers("images/s"),
      .numbers("slowest to quickest"), .numbers("GFLOP/s"), .numbers("of limit"),
      .numbers("memory"),
    ])
    for result in results {
      let spread = [result.slowest, result.quickest].map { NumberText.fixed($0, decimals: 1) }
      table.row([
        result.arch, result.mode.rawValue, result.precision.rawValue, "\(result.batch)",
        NumberText.fixed(result.imagesPerSecond, decimals: 1), spread.joined(separator: " to "),
        NumberText.fixed(result.gflops, decimals: 1),
        NumberText.percent(result.gflops / limit(result.precision), decimals: 1),
        NumberText.fixed(Double(result.memoryBytes) / 1_048_576, decimals: 0) + " MiB",
      ])
    }
    let threads = results.first?.threads ?? 0
    let bf16 = bf16Peak.map { ", in bf16 \(NumberText.fixed($0, decimals: 0))" } ?? ""
    let head =
      "limit \(NumberText.fixed(peak, decimals: 0)) GFLOP/s\(bf16) (\(instructionSet), "
      + "\(NumberText.counted(threads, "thread")))\n\n"
    return ([head + table.description] + profiles).joined(separator: "\n")
  }

  private func limit(_ precision: Precision) -> Double {
    switch precision {
    case .float32: peak
    case .bf16: bf16Peak ?? peak
    }
  }

  /// Time by kind of step, and the steps that take most.
  package static func profileText(_ times: [StepTime]) -> String {
    let total = sum(times, \.forward) + sum(times, \.backward)
    var kinds = profileTable("kind")
    let groups = Dictionary(grouping: times, by: \.kind)
      .sorted { (seconds($0.value), $0.key) > (seconds($1.value), $1.key) }
    for (kind, times) in groups { kinds.row(profileRow(kind, times, of: total)) }
    var steps = profileTable("step")
    for time in times.sorted(by: { seconds([$0]) > seconds([$1]) }).prefix(20) {
      steps.row(profileRow(time.name, [time], of: total))
    }
    return kinds.description + "\n" + steps.description
  }

  private static func profileTable(_ first: String) -> TextTable {
    TextTable([
      .words(first), .numbers("forward"), .numbers("backward"), .numbers("GFLOP/s"),
      .numbers("GB/s"),
    ])
  }

  private static func profileRow(
    _ name: String, _ times: [StepTime], of total: Double
  ) -> [String] {
    let seconds = max(seconds(times), 1e-12)
    let multiplications = sum(times, \.multiplications)
    return [
      name, share(sum(times, \.forward), total), share(sum(times, \.backward), total),
      multiplications > 0
        ? NumberText.fixed(2e-9 * multiplications / seconds, decimals: 0) : "-",
      NumberText.fixed(1e-9 * sum(times, \.bytes) / seconds, decimals: 1),
    ]
  }

  private static func seconds(_ times: [StepTime]) -> Double {
    sum(times, \.forward) + sum(times, \.backward)
  }

  private static func sum(_ times: [StepTime], _ part: (StepTime) -> Double) -> Double {
    times.reduce(0) { $0 + part($1) }
  }

  private static func share(_ seconds: Double, _ total: Double) -> String {
    NumberText.percent(seconds / max(total, 1e-12), decimals: 1)
  }
}
