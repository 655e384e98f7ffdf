import Images
import Testing

@testable import Figures

/// An axis must hold for every pair of numbers: what is drawn may be anything.
@Suite struct AxisTests {
  static let hostile: [Double] = [
    0, -0.0, 1, -1, 0.1, 1e-300, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-12, 1e11,
    1e11 + 1e-4, 2_147_483_648,
    9_007_199_254_740_992, 9.3e18, -9.3e18, 1e25, 1e300, -1e300, 1.7e308, -1.7e308, .infinity,
    -.infinity, .nan, .greatestFiniteMagnitude, .leastNormalMagnitude, .ulpOfOne, 1 + .ulpOfOne,
  ]

  private func check(_ low: Double, _ high: Double, about count: Int, areWhole: Bool) {
    let axis = Axis(from: low, to: high, about: count, areWhole: areWhole)
    let what = Comment(rawValue: "from \(low) to \(high), about \(count), whole \(areWhole)")
    #expect(axis.ticks.count >= 2 && axis.ticks.count <= 102, what)
    #expect(axis.ticks.allSatisfy { $0.isFinite }, what)
    #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0 < $1 }, what)
    for value in [low, high, 0, .nan, .infinity, -.infinity] {
      let fraction = axis.fraction(value)
      #expect(fraction >= 0 && fraction <= 1, what)
    }
    #expect(axis.fraction(axis.low) == 0 && axis.fraction(axis.high) == 1, what)
    #expect((0...6).contains(axis.decimals) && (0...6).contains(axis.percentDecimals), what)
  }

  @Test func holdsForHostileNumbers() {
    for low in Self.hostile {
      for high in Self.hostile {
        for count in [0, 1, 5, 10] {
          check(low, high, about: count, areWhole: false)
          check(low, high, about: count, areWhole: true)
        }
      }
    }
  }

  /// Any bit pattern is a number that a file may hold.
  @Test func holdsForRandomBits() {
    var stream = RandomStream(20)
    func any() -> Double {
      Double(
        bitPattern: UInt64(stream.integer(in: 0..<1 << 32)) << 32
          | UInt64(stream.integer(in: 0..<1 << 32)))
    }
    for round in 0..<4000 {
      check(any(), any(), about: 1 + round % 10, areWhole: round.isMultiple(of: 2))
    }
  }

  @Test func coversTheRangeInRoundSteps() {
    let shares = zip(Axis(from: 0, to: 1).ticks, [0, 0.25, 0.5, 0.75, 1])
    #expect(shares.allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(Axis(from: 1, to: 8, about: 6, areWhole: true).ticks == [0, 2, 4, 6, 8])
    #expect(Axis(from: 3, to: 3).fraction(3) >= 0)
    let axis = Axis(from: -2.3, to: 17.1, about: 6)
    #expect(axis.low <= -2.3 && axis.high >= 17.1)
    #expect(abs(axis.fraction(7.4) - (7.4 - axis.low) / (axis.high - axis.low)) < 1e-15)
  }

  @Test func figuresOfHostileNumbersAreDrawn() {
    let points = Self.hostile.enumerated().map { (x: Double($0.offset), y: $0.element) }
    let far = Self.hostile.map { (x: $0, y: 1.0) }
    for points in [points, far, [(x: 1e308, y: 1e308), (x: -1e308, y: -1e308)]] {
      for scale in [CurveFigure.Scale.number, .percent] {
        let figure = CurveFigure(
          title: "t", horizontal: "x", scale: scale, series: [.init(name: "s", points: points)])
        #expect(!figure.draw().document.contains("nan"))
      }
      let scatter = ScatterFigure(
        title: "t", horizontal: "x", vertical: "y",
        series: [
          .init(name: "s", points: points.map { .init(x: $0.x, y: $0.y, note: "n") })
        ])
      #expect(!scatter.draw().document.contains("nan"))
    }
  }
}
