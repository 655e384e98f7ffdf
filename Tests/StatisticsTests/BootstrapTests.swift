import Statistics
import Testing

@Suite struct BootstrapTests {
  @Test func drawsAsManyThingsAsThereAre() {
    let bootstrap = Bootstrap(things: 37, resamples: 20, seed: 5)
    let all = bootstrap.map { $0 }
    #expect(all.allSatisfy { $0.count == 37 && $0.reduce(0, +) == 37 })
    #expect(all.count == 20 && Set(all).count == 20)
    let again = Bootstrap(things: 37, resamples: 5, seed: 5).map { $0 }
    #expect(again == Array(all[..<5]), "a resample follows from the seed and its number alone")
  }

  /// The mean of n draws has the variance of one, divided by n.
  @Test func spreadsAsTheTheorySays() {
    let values = (0..<200).map { Double($0 * $0 % 97) }
    let mean = values.reduce(0, +) / 200
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200
    let resamples = 4000
    let means = Bootstrap(things: 200, resamples: resamples, seed: 2).map { times in
      zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / 200
    }
    let sum = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let ratio = sum / Double(resamples) / (variance / 200)
    // A variance from 4000 draws has a relative standard deviation of √(2 / 4000) = 0.022.
    #expect((ratio - 1).magnitude < 0.09)
  }

  @Test func streamsDiffer() {
    var first = Set<UInt64>()
    for seed in 0..<30 {
      for stream in 0..<30 {
        var generator = SeededGenerator(seed: UInt64(seed), stream: UInt64(stream))
        first.insert(generator.next())
      }
    }
    #expect(first.count == 900)
  }
}
