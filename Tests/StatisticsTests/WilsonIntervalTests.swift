import Statistics
import Testing

@Suite struct WilsonIntervalTests {
  /// Golden values: scipy.stats.binomtest(k, n).proportion_ci(0.95, "wilson").
  @Test(
    arguments: [
      (0, 10, 0.0, 0.27753279986288926),
      (10, 10, 0.7224672001371109, 1.0),
      (1, 3, 0.06149194472039626, 0.7923403991979523),
      (152, 1000, 0.13108250256297901, 0.17558092134296735),
      (77, 1000, 0.06204790706060591, 0.09518953061817374),
      (1, 1, 0.20654931437723745, 1.0),
    ] as [(Int, Int, Double, Double)])
  func agreesWithSciPy(successes: Int, trials: Int, low: Double, high: Double) throws {
    let interval = try #require(WilsonInterval.of(successes, in: trials))
    #expect(abs(interval.lowerBound - low) < 1e-12)
    #expect(abs(interval.upperBound - high) < 1e-12)
  }

  @Test func hasNoneWithoutTrials() {
    #expect(WilsonInterval.of(0, in: 0) == nil)
  }
}
