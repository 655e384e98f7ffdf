package import Explanations
import Text

extension MeanWithInterval {
  /// The interval; nil where there is none.
  var range: ClosedRange<Double>? {
    low.flatMap { low in high.map { low...max(low, $0) } }
  }

  /// The mean, and the interval in brackets where there is one.
  package func text(decimals: Int) -> String {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
    guard let low, let high else { return number(mean) }
    return "\(number(mean)) (\(number(low)) to \(number(high)))"
  }
}
