import KernelInterface

/// Writes the rows of the matrix that a window reads; see `GatherRows`.
@inline(never)
func gather(_ gather: GatherRows) {
  let positions = gather.gridHeight &* gather.gridWidth
  var image = gather.firstRow / positions
  var y = (gather.firstRow % positions) / gather.gridWidth
  var x = (gather.firstRow % positions) % gather.gridWidth
  let lineStride = gather.width &* gather.pixelStride
  var target = gather.matrix
  for _ in 0..<gather.rows {
    let base = gather.input + image &* gather.height &* lineStride
    var next = target
    for run in gather.runs {
      let row = y &* gather.strideY &+ run.dy
      let first = x &* gather.strideX &+ run.dx
      let length = run.length &* gather.channels
      if row < 0 || row >= gather.height {
        zero(next, length)
      } else if first >= 0 && first &+ run.length <= gather.width {
        copy(base + (row &* lineStride &+ first &* gather.pixelStride), next, length)
      } else {
        border(gather, base + row &* lineStride, first, run.length, next)
      }
      next += length
    }
    target += gather.rowStride
    x &+= 1
    if x == gather.gridWidth {
      x = 0
      y &+= 1
      if y == gather.gridHeight {
        y = 0
        image &+= 1
      }
    }
  }
}

/// A run that leaves the line at the left or right: zeros outside.
@inline(__always)
private func border(
  _ gather: GatherRows, _ line: UnsafePointer<Float>, _ first: Int, _ length: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let begin = min(max(first, 0), gather.width)
  let end = max(min(first &+ length, gather.width), begin)
  let before = min(max(0 &- first, 0), length)
  let inside = (end &- begin) &* gather.channels
  let after = (length &- before) &* gather.channels &- inside
  let start = before &* gather.channels
  zero(target, start)
  copy(line + begin &* gather.pixelStride, target + start, inside)
  zero(target + (start &+ inside), after)
}
