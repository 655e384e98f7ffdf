/// Sizes and windows as torchvision's transforms compute them.
package enum CentreCrop {
  /// The size of a picture whose shorter side becomes `side`, its proportions kept.
  package static func size(
    shorterSide side: Int, width: Int, height: Int
  ) -> (width: Int, height: Int) {
    precondition(side > 0 && width > 0 && height > 0)
    let (short, long) = (min(width, height), max(width, height))
    let newLong = Int(Double(side * long) / Double(short))
    return width <= height ? (side, newLong) : (newLong, side)
  }

  /// Where a window of `cropped` pixels begins in the middle of `size` pixels.
  ///
  /// Halves are rounded to the even number. Below zero where the window is larger than the picture.
  package static func start(of cropped: Int, in size: Int) -> Int {
    cropped > size
      ? -((cropped - size) / 2)
      : Int((Double(size - cropped) / 2).rounded(.toNearestOrEven))
  }
}
