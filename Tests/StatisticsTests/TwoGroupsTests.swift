import Statistics
import Testing

/// Against what Scripts/make-mixture-goldens.py got with SciPy's densities.
@Suite struct TwoGroupsTests {
  private struct Golden: Decodable {
    struct Prior: Decodable {
      let logOdds: Double
      let lower, upper: [Double]
      let leastDistance: Double
      let variances, single, singleVariances, range: [Double]
    }
    struct Case: Decodable {
      let values: [Double]
      let certainty: Double
      let share: Double
      let at: [Double]
    }
    let prior: Prior
    let places: [Double]
    let cases: [Case]
  }

  private func prior(_ told: Golden.Prior) -> TwoGroups.Prior {
    TwoGroups.Prior(
      logOdds: told.logOdds, lower: (told.lower[0], told.lower[1]),
      upper: (told.upper[0], told.upper[1]), leastDistance: told.leastDistance,
      variances: told.variances, single: (told.single[0], told.single[1]),
      singleVariances: told.singleVariances, range: told.range[0]...told.range[1])
  }

  @Test func agreesWithSciPy() throws {
    let golden = try Goldens.read("two-groups.json", as: Golden.self)
    #expect(golden.cases.count == 5)
    for one in golden.cases {
      let found = TwoGroups(one.values, prior: prior(golden.prior))
      expectClose(found.certainty, one.certainty, within: 1e-9)
      // What is negligible is left out.
      expectClose(found.share, one.share, within: 1e-5)
      for (place, expected) in zip(golden.places, one.at) {
        #expect(abs(found.probability(place) - expected) < 1e-7)
      }
      #expect(found.shareInterval.contains(found.share))
    }
  }

  @Test func theShareOfDrawnGroupsIsInItsInterval() throws {
    let golden = try Goldens.read("two-groups.json", as: Golden.self)
    var generator = SeededGenerator(seed: 3, stream: 0)
    func normal(_ mean: Double) -> Double {
      mean - 6 + (0..<12).reduce(0) { sum, _ in sum + Double(generator.next() >> 11) * 0x1p-53 }
    }
    let values = (0..<400).map { normal($0 < 100 ? 3 : 0) }
    let found = TwoGroups(values, prior: prior(golden.prior))
    #expect(found.certainty > 0.99)
    #expect(found.shareInterval.contains(0.25))
    #expect(found.shareInterval.upperBound - found.shareInterval.lowerBound < 0.15)
    let probabilities = [-3, 0, 1, 1.5, 2, 3, 9].map(found.probability)
    #expect(probabilities == probabilities.sorted())
  }

  @Test func numbersThatAreFarOffOrNone() throws {
    let golden = try Goldens.read("two-groups.json", as: Golden.self)
    let found = TwoGroups(
      [.infinity, -.infinity, .nan, 1e300, 0.2], prior: prior(golden.prior))
    #expect((0...1).contains(found.certainty) && (0...1).contains(found.share))
    #expect((0...1).contains(found.probability(.infinity)))
  }
}
