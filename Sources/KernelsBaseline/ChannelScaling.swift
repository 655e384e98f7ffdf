import KernelInterface

/// See `ChannelScaling`.
@inline(never)
func scaleChannels(_ operands: ChannelScaling) {
  for row in 0..<operands.rows {
    let x = operands.x + row &* operands.width
    let y = operands.y + row &* operands.width
    forEachVector(
      operands.width,
      full: {
        let product = load(x + $0) * load(operands.factors + $0)
        store(operands.accumulate ? load(y + $0) + product : product, y + $0)
      },
      tail: {
        let product = loadPart(x + $0, $1) * loadPart(operands.factors + $0, $1)
        storePart(operands.accumulate ? loadPart(y + $0, $1) + product : product, y + $0, $1)
      })
  }
}

/// See `ChannelProducts`.
@inline(never)
func channelProducts(_ operands: ChannelProducts) {
  let width = operands.width
  forEachVector(
    width,
    full: { column in
      var sum = operands.accumulate ? load(operands.sums + column) : Vector.zero
      var offset = column
      for _ in 0..<operands.rows {
        sum = multiplyAdd(sum, load(operands.a + offset), load(operands.b + offset))
        offset &+= width
      }
      store(sum, operands.sums + column)
    },
    tail: { column, count in
      var sum = operands.accumulate ? loadPart(operands.sums + column, count) : Vector.zero
      var offset = column
      for _ in 0..<operands.rows {
        sum = multiplyAdd(
          sum, loadPart(operands.a + offset, count), loadPart(operands.b + offset, count))
        offset &+= width
      }
      storePart(sum, operands.sums + column, count)
    })
}
