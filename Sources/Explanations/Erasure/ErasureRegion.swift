package import Tensors

/// Which pixels of one image are erased: by its map, or at random over the same area.
package struct ErasureRegion: Sendable {
  package let height: Int
  package let width: Int
  package let box: BoxShape
  /// Where the object of this image is, H x W; nil where nothing is spared.
  package let object: ArraySlice<Bool>?
  /// Takes the object's pixels out of the boxes, too.
  package let neverTouch: Bool

  package init(
    height: Int, width: Int, box: BoxShape, object: ArraySlice<Bool>? = nil,
    neverTouch: Bool = false
  ) {
    self.height = height
    self.width = width
    self.box = box
    self.object = object
    self.neverTouch = neverTouch
  }

  /// The union of the boxes around the map's top pixels.
  ///
  /// The top is taken first and thinned by the object after, so sparing leaves fewer boxes.
  package func treatment(map: ArraySlice<Float>, selection: AnchorSelection) -> PixelMask {
    var mask = PixelMask(height: height, width: width)
    for anchor in selection.anchors(of: map) where isAllowed(anchor) {
      mask.add(box, around: anchor, sparing: untouchable)
    }
    return mask
  }

  /// A union of boxes of the same shape around random anchors, of exactly `area` pixels.
  ///
  /// Anchors are drawn without replacement from those that sparing allows, until the area is
  /// reached; the last box is cut off in row-major order. As every allowed anchor may be drawn, any
  /// area a treatment reached is reached here.
  package func control(area: Int, stream: inout RandomStream) -> PixelMask {
    var mask = PixelMask(height: height, width: width)
    var anchors = (0..<height * width).filter(isAllowed)
    var drawn = 0
    while mask.count < area, drawn < anchors.count {
      anchors.swapAt(drawn, stream.integer(in: drawn..<anchors.count))
      mask.add(box, around: anchors[drawn], sparing: untouchable, limit: area)
      drawn += 1
    }
    return mask
  }

  private var untouchable: ArraySlice<Bool>? { neverTouch ? object : nil }

  private func isAllowed(_ anchor: Int) -> Bool {
    guard let object else { return true }
    return !object[object.startIndex + anchor]
  }
}
