/// Numbers along a line: round ticks, and where each value stands between the first and the last.
///
/// The one place where data become places in a drawing, so it must hold for every number: what is
/// not finite or beyond `furthest` stands at the nearer end, and values that differ by less than
/// their rounding get an axis of their size around them.
struct Axis {
  /// Ascending, at least two.
  let ticks: [Double]

  /// Values are drawn up to here: differences between larger ones would not be finite.
  static let furthest = 1e300
  /// The narrowest axis, as a part of its largest value; ticks nearer than this are not told apart.
  private static let narrowest = 1e-9

  /// Round numbers from 0 or below `low` to at least `high`, about `count` steps of them.
  ///
  /// - Parameter areWhole: of things that have no parts, such as epochs.
  init(from low: Double, to high: Double, about count: Int = 5, areWhole: Bool = false) {
    let (low, high) = (Self.drawable(min(low, high)), Self.drawable(max(low, high)))
    let size = max(abs(low), abs(high))
    let span = max(high - low, size * Self.narrowest, 1e-9)
    let step = Self.step(span: span, about: max(count, 1), areWhole: areWhole)
    let first = (low / step).rounded(.down)
    let last = (max(high, low + span) / step - 1e-9).rounded(.up)
    // The span is at most some ten steps; the limits only keep a rounding error from mattering.
    ticks = (0...Int(min(max(1, last - first), 100))).map { (first + Double($0)) * step }
  }

  /// The largest of 1, 2, 2.5, 5 times a power of ten that gives at least `count` steps, or so.
  private static func step(span: Double, about count: Int, areWhole: Bool) -> Double {
    var unit = areWhole ? 1 : 1e-12
    while unit * 10 <= span / Double(count) { unit *= 10 }
    let factors = areWhole && unit < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]
    return unit * (factors.first { $0 * unit * Double(count) >= span } ?? 10)
  }

  private static func drawable(_ value: Double) -> Double {
    value.isNaN ? 0 : min(max(value, -furthest), furthest)
  }

  var low: Double { ticks[0] }
  var high: Double { ticks[ticks.count - 1] }

  /// Where a value stands: 0 at the first tick, 1 at the last, never beyond them.
  func fraction(_ value: Double) -> Double {
    value.isNaN ? 0 : (min(max(value, low), high) - low) / (high - low)
  }

  /// The fewest decimals, six at most, that write each tick as it is: steps of 2.5 need one more
  /// than their size tells.
  var decimals: Int { Self.decimals(of: ticks) }

  /// The decimals of ticks that are shares, written as percentages.
  var percentDecimals: Int { Self.decimals(of: ticks.map { $0 * 100 }) }

  private static func decimals(of ticks: [Double]) -> Int {
    (0..<6).first { decimals in
      let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
      return ticks.allSatisfy { abs($0 * power - ($0 * power).rounded()) < 1e-6 }
    } ?? 6
  }
}
