package import Images

/// Which pixels of one image are erased: by its map, or over the same area as a control.
package struct ErasureRegion: Sendable {
  package let height: Int
  package let width: Int
  package let placement: BoxPlacement
  /// Where the object of this image is, H x W; nil where nothing is known of it.
  package let object: ArraySlice<Bool>?
  /// Nil lets everything be erased.
  package let rule: Sparing.Rule?
  package let refills: Bool

  package init(
    height: Int, width: Int, placement: BoxPlacement, object: ArraySlice<Bool>? = nil,
    rule: Sparing.Rule? = nil, refills: Bool = false
  ) {
    self.height = height
    self.width = width
    self.placement = placement
    self.object = object
    self.rule = object == nil ? nil : rule
    self.refills = refills
  }

  package init(
    height: Int, width: Int, box: BoxShape, object: ArraySlice<Bool>? = nil,
    neverTouch: Bool = false
  ) {
    self.init(
      height: height, width: width, placement: BoxPlacement(box), object: object,
      rule: neverTouch ? .pixels : .anchors)
  }

  package var box: BoxShape { placement.box }
  package var neverTouch: Bool { rule == .pixels }

  // MARK: The treatment

  /// The union of the boxes around the map's top pixels.
  package func treatment(map: ArraySlice<Float>, selection: AnchorSelection) -> PixelMask {
    union(of: frames(map: map, selection: selection))
  }

  /// The boxes around the map's top pixels, the most salient first.
  ///
  /// The top is taken first and thinned by the object after, so sparing leaves fewer boxes, unless
  /// the background refills them. Only pixels above zero are taken: a map that points at few
  /// pixels does not point at the first ones of the image as well.
  package func frames(map: ArraySlice<Float>, selection: AnchorSelection) -> [PixelFrame] {
    let count = selection.count(of: map.count)
    let ranking = AnchorSelection.ranking(of: map).prefix { map[map.startIndex + $0] > 0 }
    let anchors =
      refills
      ? Array(ranking.lazy.filter(isAllowed).prefix(count))
      : ranking.prefix(count).filter(isAllowed)
    return placement.frames(around: anchors, height: height, width: width)
  }

  package func union(of frames: some Sequence<PixelFrame>) -> PixelMask {
    var mask = PixelMask(height: height, width: width)
    for frame in frames { mask.add(frame, sparing: untouchable) }
    return mask
  }

  // MARK: Controls, each of `area` pixels where so many can be had

  /// Boxes of the same kind around random anchors.
  ///
  /// Anchors are drawn without replacement from those that sparing allows, until the area is
  /// reached; the last box is cut off in row-major order. As every allowed anchor may be drawn, any
  /// area a treatment reached is reached here.
  package func control(area: Int, stream: inout RandomStream) -> PixelMask {
    var anchors = (0..<height * width).filter(isAllowed)
    var drawn = 0
    return filled(to: area) {
      guard drawn < anchors.count else { return nil }
      anchors.swapAt(drawn, stream.integer(in: drawn..<anchors.count))
      drawn += 1
      return anchors[drawn - 1]
    }
  }

  /// Boxes around the pixels that the map finds least salient.
  package func leastSalient(area: Int, map: ArraySlice<Float>) -> PixelMask {
    var anchors = AnchorSelection.ranking(of: ArraySlice(map.map(-))).filter(isAllowed)[...]
    return filled(to: area) { anchors.popFirst() }
  }

  /// Boxes around the most salient pixels of the object, and only on it; nil without an object.
  package func insideObject(area: Int, map: ArraySlice<Float>) -> PixelMask? {
    guard let object else { return nil }
    var anchors = AnchorSelection.ranking(of: map).filter { object[object.startIndex + $0] }[...]
    let outside = object.map { !$0 }[...]
    return filled(to: area, sparing: outside) { anchors.popFirst() }
  }

  private func filled(to area: Int, next: () -> Int?) -> PixelMask {
    filled(to: area, sparing: untouchable, next: next)
  }

  private func filled(
    to area: Int, sparing: ArraySlice<Bool>?, next: () -> Int?
  ) -> PixelMask {
    var mask = PixelMask(height: height, width: width)
    while mask.count < area, let anchor = next() {
      mask.add(
        placement.frame(around: anchor, height: height, width: width), sparing: sparing,
        limit: area)
    }
    return mask
  }

  private var untouchable: ArraySlice<Bool>? { rule == .pixels ? object : nil }

  private func isAllowed(_ anchor: Int) -> Bool {
    guard let rule, let object else { return true }
    if object[object.startIndex + anchor] { return false }
    guard rule == .boxes else { return true }
    let frame = placement.frame(around: anchor, height: height, width: width)
    return frame.rows.allSatisfy { row in
      frame.columns.allSatisfy { !object[object.startIndex + row * width + $0] }
    }
  }
}
