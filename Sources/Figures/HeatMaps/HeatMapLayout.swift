/// Where the parts of a heat map lie.
struct HeatMapLayout {
  let detail: HeatMapFigure.Detail
  let cell: Double
  let nameSize: Double
  let turnsNames: Bool
  /// The cells.
  let grid: Frame
  let width: Double
  let height: Double
  /// Where the bars of u begin.
  let rates: Double
  let bar: Frame
  static let rateWidth = 84.0

  init(classNames: [String], title: String, detail: HeatMapFigure.Detail) {
    self.detail = detail
    let count = classNames.count
    let nameSize: Double
    switch detail {
    case .full:
      cell = count <= 12 ? 58 : count <= 20 ? 46 : count <= 30 ? 30 : 20
      nameSize = count <= 30 ? 13 : 11
    case .small:
      cell = count <= 12 ? 20 : count <= 30 ? 12 : 6
      nameSize = count <= 12 ? 10 : count <= 30 ? 8 : 4.5
    }
    self.nameSize = nameSize
    let side = Double(count) * cell
    let longest =
      classNames.map { SVG.estimatedWidth(SVG.shortened($0), size: nameSize) }.max() ?? 0
    let nameWidth = min(longest, 170)
    turnsNames = longest > cell - 6
    switch detail {
    case .full:
      let left = SVG.margin + 26 + nameWidth + 10
      let upper = 84 + (turnsNames ? nameWidth * 0.72 + 8 : 16) + 12
      grid = Frame(x: left, y: upper, width: side, height: side)
      rates = left + side + 22
      let barHeight = min(max(side, 150), 420)
      bar = Frame(x: rates + Self.rateWidth + 92, y: upper, width: 16, height: barHeight)
      width = max(bar.x + bar.width + 62, SVG.margin * 2 + SVG.estimatedWidth(title, size: 18))
      height = max(upper + side, upper + barHeight) + SVG.margin + 4
    case .small:
      let left = SVG.margin + nameWidth + 4
      let upper = 40 + (turnsNames ? nameWidth * 0.72 + 10 : 14) + 4
      grid = Frame(x: left, y: upper, width: side, height: side)
      rates = left + side
      bar = Frame(x: rates, y: upper, width: 0, height: side)
      // Room for the last name, which leans to the right.
      width = max(
        left + side + (turnsNames ? nameWidth * 0.72 : 0) + 4,
        SVG.margin + SVG.estimatedWidth(title, size: 13))
      height = upper + side + 12
    }
  }

  /// Rounding of a cell's corners.
  var radius: Double { cell >= 20 ? 2 : 0 }

  func frame(_ row: Int, _ column: Int) -> Frame {
    let gap = cell > 24 ? 1.0 : cell >= 12 ? 0.5 : 0.25
    return Frame(
      x: grid.x + Double(column) * cell + gap, y: grid.y + Double(row) * cell + gap,
      width: cell - 2 * gap, height: cell - 2 * gap)
  }
}
