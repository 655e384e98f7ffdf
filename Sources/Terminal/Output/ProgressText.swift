/// How far something has come, in words and as a bar.
package struct ProgressText {
  let label: String
  let done: Int
  let total: Int
  /// How many were done before the seconds began.
  let begun: Int
  let unit: String
  let seconds: Double
  let isFinished: Bool

  /// `train: 50 of 200 images, 25 %, 10.0 images/s, 0:15 left`
  var line: String { ([counted, percent] + pace).joined(separator: ", ") }

  /// `train [#####...............]  25 %, 50/200 images, …`, cut to one column less than `width`,
  /// as many terminals wrap when the last column is written.
  func bar(width: Int) -> String {
    let cells = 20
    let full = total > 0 ? Int(Double(done) / Double(total) * Double(cells)) : cells
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
    let padded = String(repeating: " ", count: max(0, 5 - percent.count)) + percent
    let text = (["\(label) [\(bar)] \(padded)", "\(done)/\(total) \(unit)"] + pace)
      .joined(separator: ", ")
    return String(text.prefix(max(width - 1, 0)))
  }

  /// Whole tenths of the way.
  static func tenths(_ done: Int, _ total: Int) -> Int {
    total > 0 ? Int(Double(done) / Double(total) * 10) : 10
  }

  private var counted: String { "\(label): \(done) of \(total) \(unit)" }

  /// Rounded down, so that 100 % means all.
  private var percent: String {
    "\(total > 0 ? Int(Double(done) / Double(total) * 100) : 100) %"
  }

  /// Rate, and time left or taken, once there is something to tell.
  private var pace: [String] {
    var parts: [String] = []
    let rate = Double(done - begun) / seconds
    if done > begun, rate.isFinite { parts.append("\(Self.number(rate)) \(unit)/s") }
    if isFinished {
      parts.append("took \(Self.duration(seconds))")
    } else if done > begun, rate.isFinite, rate > 0 {
      parts.append("\(Self.duration(Double(total - done) / rate)) left")
    }
    return parts
  }

  /// Whole from 100 on, one decimal below, two below 1.
  static func number(_ value: Double) -> String {
    guard value < 1e15 else { return "\(value)" }
    if value >= 100 { return "\(Int(value.rounded()))" }
    let scale: Double = value >= 1 ? 10 : 100
    return "\((value * scale).rounded() / scale)"
  }

  /// `0:07`, `12:30`, `1:02:03`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "more than a year" }
    let whole = Int(max(seconds, 0).rounded())
    let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    let tail = two(whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(tail)" : "\(minutes):\(tail)"
  }
}
