/// The pieces of a labelling that hang together by sides, not corners.
package struct ConnectedComponents {
  /// H x W: the piece of every pixel, numbered from 0 in row-major order of their first pixels.
  package private(set) var labels: [Int]
  package let height: Int
  package let width: Int

  /// - Parameter values: H x W; neighbours of equal value are of one piece.
  package init(_ values: [Int], height: Int, width: Int) {
    self.height = height
    self.width = width
    labels = [Int](repeating: -1, count: values.count)
    var count = 0
    var stack: [Int] = []
    for first in values.indices where labels[first] < 0 {
      labels[first] = count
      stack.append(first)
      while let pixel = stack.popLast() {
        for other in PixelNeighbours.of(pixel, height: height, width: width)
        where labels[other] < 0 && values[other] == values[pixel] {
          labels[other] = count
          stack.append(other)
        }
      }
      count += 1
    }
  }

  package var count: Int { (labels.max() ?? -1) + 1 }

  /// Gives pieces of fewer than `least` pixels to the neighbour they touch most, the smallest first.
  mutating func joinSmall(least: Int) {
    while true {
      var sizes = [Int](repeating: 0, count: count)
      for label in labels { sizes[label] += 1 }
      guard let small = sizes.indices.min(by: { (sizes[$0], $0) < (sizes[$1], $1) }),
        sizes[small] < least, sizes.count > 1
      else { return }
      var touches = [Int](repeating: 0, count: sizes.count)
      for pixel in labels.indices where labels[pixel] == small {
        for other in PixelNeighbours.of(pixel, height: height, width: width) where labels[other] != small {
          touches[labels[other]] += 1
        }
      }
      guard let most = touches.indices.max(by: { (touches[$0], $1) < (touches[$1], $0) })
      else { return }
      for pixel in labels.indices where labels[pixel] == small { labels[pixel] = most }
      self = ConnectedComponents(labels, height: height, width: width)
    }
  }
}
