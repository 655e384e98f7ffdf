/// The sizes of the smallest erasures of many mistakes.
package struct ErasureSizes: Sendable, Equatable, Codable {
  package let mistakes: Int
  /// Those that some edit turned.
  package let turned: Int
  /// Of the turned ones, ascending.
  package let pixels: [Int]
  package let boxes: [Int]

  package init(of rows: [MinimalErasure.Row]) {
    mistakes = rows.count
    pixels = rows.compactMap(\.pixels).sorted()
    boxes = rows.compactMap(\.boxes).sorted()
    turned = pixels.count
  }

  /// The size that this share of all mistakes does not exceed, those that did not turn counting as
  /// the largest; nil where the share is not reached.
  package func pixels(quantile share: Double) -> Int? {
    let rank = Int((share * Double(mistakes)).rounded(.up))
    guard rank >= 1 else { return pixels.first }
    return rank <= pixels.count ? pixels[rank - 1] : nil
  }

  /// Share of all mistakes that turn with at most this many pixels; 0 without mistakes.
  package func share(within limit: Int) -> Double {
    mistakes > 0 ? Double(pixels.count { $0 <= limit }) / Double(mistakes) : 0
  }
}
