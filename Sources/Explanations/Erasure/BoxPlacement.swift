/// Where the box of an anchor pixel lies.
package struct BoxPlacement: Sendable, Equatable, CustomStringConvertible {
  /// How an anchor lies in its box.
  package enum Anchoring: String, Sendable, CaseIterable {
    /// Its middle; see `BoxShape` for even sides.
    case centred
    case topLeft = "top-left"
    /// One of its pixels: the image is cut into boxes from the top left corner on.
    case cell
    /// One of its pixels: a box is the tightest around anchors that are connected by sides, with
    /// `margin` pixels on every side.
    case component
  }

  /// How a box that crosses the border is treated.
  package enum Borders: String, Sendable, CaseIterable {
    /// It is clipped to the image.
    case clip
    /// It is moved inwards, so that it keeps its area. Cells and components are always clipped.
    case shift
  }

  package var box: BoxShape
  package var anchoring: Anchoring
  package var borders: Borders
  /// Around components.
  package var margin: Int

  package init(
    _ box: BoxShape, anchoring: Anchoring = .centred, borders: Borders = .clip, margin: Int = 0
  ) {
    self.box = box
    self.anchoring = anchoring
    self.borders = borders
    self.margin = margin
  }

  package var description: String {
    switch anchoring {
    case .centred: "\(box)" + (borders == .shift ? " shifted" : "")
    case .topLeft: "\(box) top-left" + (borders == .shift ? " shifted" : "")
    case .cell: "\(box) cells"
    case .component: "components with margin \(margin)"
    }
  }

  /// - Throws: when the box is higher or wider than the image.
  package func check(height: Int, width: Int) throws(ExplanationError) {
    if anchoring == .component {
      try ExplanationError.check("margin", margin, in: 0...max(height, width))
    } else {
      try box.check(height: height, width: width)
    }
  }

  /// The boxes of anchors in an image of height x width, in their order; one for each, but for
  /// components.
  package func frames(around anchors: [Int], height: Int, width: Int) -> [PixelFrame] {
    guard anchoring == .component else {
      return anchors.map { frame(around: $0, height: height, width: width) }
    }
    var marks = [Int](repeating: 0, count: height * width)
    for anchor in anchors { marks[anchor] = 1 }
    let pieces = ConnectedComponents(marks, height: height, width: width)
    var frames: [Int: PixelFrame] = [:]
    for anchor in anchors.sorted() {
      let pixel = PixelFrame(
        rows: anchor / width..<anchor / width + 1, columns: anchor % width..<anchor % width + 1)
      frames[pieces.labels[anchor]] = frames[pieces.labels[anchor]]?.union(pixel) ?? pixel
    }
    var order: [Int] = []
    for anchor in anchors where !order.contains(pieces.labels[anchor]) {
      order.append(pieces.labels[anchor])
    }
    return order.compactMap { frames[$0]?.grown(by: margin, height: height, width: width) }
  }

  /// The box of one anchor; of components, that of an anchor by itself.
  package func frame(around anchor: Int, height: Int, width: Int) -> PixelFrame {
    let (row, column) = (anchor / width, anchor % width)
    return PixelFrame(
      rows: span(row, side: box.height, limit: height),
      columns: span(column, side: box.width, limit: width))
  }

  private func span(_ place: Int, side: Int, limit: Int) -> Range<Int> {
    let start =
      switch anchoring {
      case .centred: place - (side - 1) / 2
      case .topLeft: place
      case .cell: place / side * side
      case .component: place - margin
      }
    let side = anchoring == .component ? 2 * margin + 1 : side
    let moves = borders == .shift && (anchoring == .centred || anchoring == .topLeft)
    let first = moves ? min(max(start, 0), limit - side) : start
    return max(first, 0)..<min(first + side, limit)
  }
}

/// A rectangle of pixels within an image.
package struct PixelFrame: Sendable, Equatable {
  package var rows: Range<Int>
  package var columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }

  package var area: Int { rows.count * columns.count }

  /// The smallest frame around both.
  func union(_ other: PixelFrame) -> PixelFrame {
    PixelFrame(
      rows: min(
        rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound),
      columns: min(
        columns.lowerBound, other.columns.lowerBound)..<max(
          columns.upperBound, other.columns.upperBound))
  }

  /// Extended by this many pixels on every side, clipped to the image.
  func grown(by margin: Int, height: Int, width: Int) -> PixelFrame {
    PixelFrame(
      rows: max(rows.lowerBound - margin, 0)..<min(rows.upperBound + margin, height),
      columns: max(columns.lowerBound - margin, 0)..<min(columns.upperBound + margin, width))
  }
}
