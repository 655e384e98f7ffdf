/// The pixels that share a side with one.
enum PixelNeighbours {
  static func of(_ pixel: Int, height: Int, width: Int) -> [Int] {
    let (row, column) = (pixel / width, pixel % width)
    var found: [Int] = []
    if row > 0 { found.append(pixel - width) }
    if row + 1 < height { found.append(pixel + width) }
    if column > 0 { found.append(pixel - 1) }
    if column + 1 < width { found.append(pixel + 1) }
    return found
  }
}
