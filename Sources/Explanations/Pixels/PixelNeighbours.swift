/// The pixels that share a side with one.
enum PixelNeighbours {
  @inline(__always)
  static func forEach(of pixel: Int, height: Int, width: Int, _ body: (Int) -> Void) {
    let column = pixel % width
    if pixel >= width { body(pixel - width) }
    if pixel + width < height * width { body(pixel + width) }
    if column > 0 { body(pixel - 1) }
    if column + 1 < width { body(pixel + 1) }
  }

  static func of(_ pixel: Int, height: Int, width: Int) -> [Int] {
    var found: [Int] = []
    forEach(of: pixel, height: height, width: width) { found.append($0) }
    return found
  }
}
