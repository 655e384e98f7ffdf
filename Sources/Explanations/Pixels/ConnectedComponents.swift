/// The connected pieces of a labelling, where pixels are connected by sides and not by corners.
package struct ConnectedComponents {
  /// H x W: the piece of every pixel, numbered from 0 in row-major order of their first pixels.
  package private(set) var labels: [Int]
  package private(set) var count: Int
  package let height: Int
  package let width: Int

  /// - Parameter values: H x W; neighbours of equal value are of one piece.
  package init(_ values: [Int], height: Int, width: Int) {
    self.height = height
    self.width = width
    var labels = [Int](repeating: -1, count: values.count)
    var count = 0
    var stack: [Int] = []
    for first in values.indices where labels[first] < 0 {
      labels[first] = count
      stack.append(first)
      while let pixel = stack.popLast() {
        PixelNeighbours.forEach(of: pixel, height: height, width: width) { other in
          guard labels[other] < 0, values[other] == values[pixel] else { return }
          labels[other] = count
          stack.append(other)
        }
      }
      count += 1
    }
    self.labels = labels
    self.count = count
  }

  /// Gives pieces of fewer than `least` pixels to the neighbour they touch most, the smallest first
  /// and of equally small ones the first.
  ///
  /// A piece is never smaller than the one that joins it, so a piece at least doubles when it
  /// grows: a pixel changes its piece at most log2(`least`) times, and the time is linear in the
  /// image but for that.
  mutating func joinSmall(least: Int) {
    var pixels = [[Int]](repeating: [], count: count)
    for (pixel, label) in labels.enumerated() { pixels[label].append(pixel) }
    // Pieces by size. What grows while a size is worked on is larger than that size afterwards.
    var pieces = [[Int]](repeating: [], count: max(least, 1))
    for piece in pixels.indices where pixels[piece].count < least {
      pieces[pixels[piece].count].append(piece)
    }
    var touches = [Int](repeating: 0, count: count)
    var left = count
    for size in pieces.indices {
      for piece in pieces[size].sorted() where left > 1 && pixels[piece].count == size {
        let other = mostTouched(by: pixels[piece], of: piece, &touches)
        for pixel in pixels[piece] { labels[pixel] = other }
        pixels[other] += pixels[piece]
        pixels[piece] = []
        left -= 1
        if pixels[other].count < least { pieces[pixels[other].count].append(other) }
      }
    }
    // Joined pieces are connected, so only the numbers change.
    self = ConnectedComponents(labels, height: height, width: width)
  }

  /// The piece that shares most sides with some pixels; of equals the first.
  ///
  /// - Parameter touches: zeros, one for each piece; zeros again afterwards.
  private func mostTouched(by pixels: [Int], of piece: Int, _ touches: inout [Int]) -> Int {
    var found: [Int] = []
    for pixel in pixels {
      PixelNeighbours.forEach(of: pixel, height: height, width: width) { other in
        let label = labels[other]
        guard label != piece else { return }
        if touches[label] == 0 { found.append(label) }
        touches[label] += 1
      }
    }
    defer { for label in found { touches[label] = 0 } }
    return found.max { (touches[$0], $1) < (touches[$1], $0) } ?? piece
  }
}
