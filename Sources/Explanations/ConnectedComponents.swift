/// The pieces of a labelling that hang together by sides, not corners.
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

  /// Gives pieces of fewer than `least` pixels to the neighbour they touch most, the smallest first.
  mutating func joinSmall(least: Int) {
    var sizes = [Int](repeating: 0, count: count)
    for label in labels { sizes[label] += 1 }
    var left = count
    while left > 1,
      let small = sizes.indices.filter({ sizes[$0] > 0 }).min(by: {
        (sizes[$0], $0) < (sizes[$1], $1)
      }), sizes[small] < least
    {
      let other = mostTouched(by: small, pieces: sizes.count)
      for pixel in labels.indices where labels[pixel] == small { labels[pixel] = other }
      sizes[other] += sizes[small]
      sizes[small] = 0
      left -= 1
    }
    // Joined pieces hang together, so only the numbers change.
    self = ConnectedComponents(labels, height: height, width: width)
  }

  private func mostTouched(by piece: Int, pieces: Int) -> Int {
    var touches = [Int](repeating: 0, count: pieces)
    for pixel in labels.indices where labels[pixel] == piece {
      PixelNeighbours.forEach(of: pixel, height: height, width: width) { other in
        if labels[other] != piece { touches[labels[other]] += 1 }
      }
    }
    return touches.indices.max { (touches[$0], $1) < (touches[$1], $0) } ?? piece
  }
}
