/// Colours that tell series apart, with any kind of colour vision, on light and on dark.
enum Palette {
  static let series = [
    "#1f8a98", "#d1782b", "#8d6fc4", "#7a8a2b", "#c2506e", "#4a78c2", "#a06a42", "#7b8794",
  ]

  static subscript(index: Int) -> String { series[index % series.count] }
}
