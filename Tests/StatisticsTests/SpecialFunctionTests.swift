import Statistics
import Testing

/// Against mpmath, tails down to 1e-300.
@Suite struct SpecialFunctionTests {
  private let goldens: [String: [[Double]]]

  init() throws {
    goldens = try Goldens.read("special-functions.json")
  }

  private func rows(_ name: String) throws -> [[Double]] {
    let rows = try #require(goldens[name])
    #expect(rows.count > 10)
    return rows
  }

  @Test func logGamma() throws {
    for row in try rows("logGamma") { expectClose(SpecialFunctions.logGamma(row[0]), row[1], row) }
  }

  @Test func errorFunctions() throws {
    for row in try rows("errorFunctions") {
      expectClose(SpecialFunctions.errorFunction(row[0]), row[1], row)
      expectClose(SpecialFunctions.complementaryErrorFunction(row[0]), row[2], row)
    }
  }

  @Test func incompleteGamma() throws {
    for row in try rows("incompleteGamma") {
      let (lower, upper) = SpecialFunctions.incompleteGamma(row[0], row[1])
      expectClose(lower, row[2], row)
      expectClose(upper, row[3], row)
    }
    #expect(SpecialFunctions.incompleteGamma(2, 0) == (0, 1))
    #expect(SpecialFunctions.incompleteGamma(2, .infinity) == (1, 0))
  }

  @Test func incompleteBeta() throws {
    for row in try rows("incompleteBeta") {
      let (lower, upper) = SpecialFunctions.incompleteBeta(row[0], row[1], x: row[2], y: 1 - row[2])
      expectClose(lower, row[3], row)
      expectClose(upper, row[4], row)
    }
    #expect(SpecialFunctions.incompleteBeta(2, 3, x: 0, y: 1) == (0, 1))
    #expect(SpecialFunctions.incompleteBeta(2, 3, x: 1, y: 0) == (1, 0))
  }
}

@Suite struct DistributionTests {
  private let goldens: [String: [[Double]]]

  init() throws {
    goldens = try Goldens.read("distributions.json")
  }

  private func rows(_ name: String) throws -> [[Double]] {
    let rows = try #require(goldens[name])
    #expect(rows.count > 10)
    return rows
  }

  @Test func normal() throws {
    for row in try rows("normal") {
      expectClose(NormalDistribution.upperTail(row[0]), row[1], row)
      expectClose(NormalDistribution.lowerTail(-row[0]), row[1], row)
      if row[1] < 0.5, row[0] > 0.1 {
        expectClose(NormalDistribution.quantile(upperTail: row[1]), row[0], row)
        expectClose(NormalDistribution.twoSided(-row[0]), 2 * row[1], row)
      }
    }
    expectClose(NormalDistribution.reach(confidence: 0.95), 1.959963984540054)
    #expect(NormalDistribution.quantile(upperTail: 0.5).magnitude < 1e-15)
  }

  @Test func student() throws {
    for row in try rows("student") {
      let distribution = StudentDistribution(degreesOfFreedom: row[0])
      expectClose(distribution.upperTail(row[1]), row[2], row)
      expectClose(distribution.lowerTail(-row[1]), row[2], row)
      if row[1] > 0.1 {
        expectClose(distribution.twoSided(row[1]), 2 * row[2], row)
        expectClose(distribution.quantile(upperTail: row[2]), row[1], row)
      }
    }
  }

  @Test func chiSquared() throws {
    for row in try rows("chiSquared") {
      let distribution = ChiSquaredDistribution(degreesOfFreedom: row[0])
      expectClose(distribution.upperTail(row[1]), row[2], row)
      if row[2] < 0.95 { expectClose(distribution.lowerTail(row[1]), 1 - row[2], row) }
    }
    #expect(ChiSquaredDistribution(degreesOfFreedom: 3).upperTail(-1) == 1)
  }

  @Test func f() throws {
    for row in try rows("f") {
      let distribution = FDistribution(numerator: row[0], denominator: row[1])
      expectClose(distribution.upperTail(row[2]), row[3], row)
      expectClose(distribution.lowerTail(row[2]), row[4], row)
    }
    #expect(FDistribution(numerator: 2, denominator: 3).upperTail(0) == 1)
  }

  @Test func binomial() throws {
    for row in try rows("binomial") {
      let distribution = BinomialDistribution(trials: Int(row[0]), probability: row[1])
      expectClose(distribution.probability(of: Int(row[2])), row[3], row)
      expectClose(distribution.lowerTail(Int(row[2])), row[4], row)
      expectClose(distribution.upperTail(Int(row[2])), row[5], row)
    }
  }

  @Test func binomialAtItsEnds() {
    let distribution = BinomialDistribution(trials: 4, probability: 0.3)
    #expect(distribution.probability(of: -1) == 0 && distribution.probability(of: 5) == 0)
    #expect(distribution.lowerTail(-1) == 0 && distribution.lowerTail(4) == 1)
    #expect(distribution.upperTail(0) == 1 && distribution.upperTail(5) == 0)
    for (share, sure) in [(0.0, 0), (1.0, 4)] {
      let certain = BinomialDistribution(trials: 4, probability: share)
      #expect((0...4).map(certain.probability(of:)) == (0...4).map { $0 == sure ? 1 : 0 })
      #expect(certain.upperTail(sure) == 1 && certain.lowerTail(sure) == 1)
    }
    #expect(BinomialDistribution(trials: 0, probability: 0.5).probability(of: 0) == 1)
  }
}
