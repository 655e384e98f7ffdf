/// How ONNX's axes of a value lie in the memory of one image.
///
/// A value's memory is that of its node in our graph: height x width x channels. ONNX counts the
/// same numbers along axes of its own, the batch first. Each axis is a list of factors, outermost
/// first: so many steps of so many floats. Reshaping cuts and joins factors, transposing orders
/// axes; neither moves a number, until an operator wants its input in a certain order.
struct View: Equatable {
  struct Factor: Equatable {
    var size: Int
    var stride: Int
  }

  /// All axes but the batch.
  var axes: [[Factor]]

  init(axes: [[Factor]]) {
    self.axes = axes.map(Self.joined)
  }

  /// Axes whose numbers lie in memory in the order that `order` has, outermost first.
  init(sizes: [Int], order: [Int]) {
    var axes = [[Factor]](repeating: [], count: sizes.count)
    var stride = 1
    for axis in order.reversed() {
      axes[axis] = [Factor(size: sizes[axis], stride: stride)]
      stride *= sizes[axis]
    }
    self.init(axes: axes)
  }

  var sizes: [Int] { axes.map(Self.size) }
  var count: Int { sizes.reduce(1, *) }

  static func size(_ factors: [Factor]) -> Int { factors.reduce(1) { $0 * $1.size } }

  /// Neighbours of one stride made one, and factors of size 1 left out.
  static func joined(_ factors: [Factor]) -> [Factor] {
    var joined: [Factor] = []
    for factor in factors where factor.size != 1 {
      if let last = joined.last, last.stride == factor.size * factor.stride {
        joined[joined.count - 1] = Factor(size: last.size * factor.size, stride: factor.stride)
      } else {
        joined.append(factor)
      }
    }
    return joined
  }

  /// The same numbers, row by row, under other sizes; nil where an axis would begin inside a factor
  /// that its size does not divide.
  func reshaped(to sizes: [Int]) -> View? {
    var rest = Array(axes.joined().reversed())
    var axes: [[Factor]] = []
    for size in sizes {
      var (axis, need): ([Factor], Int) = ([], size)
      while need > 1 {
        guard let front = rest.popLast() else { return nil }
        if need % front.size == 0 {
          axis.append(front)
          need /= front.size
        } else if front.size % need == 0 {
          let inner = front.size / need
          axis.append(Factor(size: need, stride: front.stride * inner))
          rest.append(Factor(size: inner, stride: front.stride))
          need = 1
        } else {
          return nil
        }
      }
      axes.append(axis)
    }
    return rest.isEmpty ? View(axes: axes) : nil
  }

  /// Where each number of some axes lies, counted row by row.
  static func places(_ factors: [Factor]) -> [Int] {
    var places = [0]
    for factor in factors {
      places = places.flatMap { place in (0..<factor.size).map { place + $0 * factor.stride } }
    }
    return places
  }
}
