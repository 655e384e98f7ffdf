import KernelInterface

/// Maximum over each window, or its gradient; see `PoolImage`.
@inline(never)
func maximum(_ pool: PoolImage) {
  forEachPosition(pool) { position, y, x in
    let start = position &* pool.channels
    if let gradient = pool.gradient, let target = pool.inputGradient, let choice = pool.choice {
      forEachTap(pool, y, x) { tap, pixel in
        for channel in 0..<pool.channels where choice[start &+ channel] == Int32(tap) {
          target[pixel &+ channel] += gradient[start &+ channel]
        }
      }
    } else if let input = pool.input, let output = pool.output {
      maximum(pool, input, output + start, pool.choice.map { $0 + start }, y, x)
    }
  }
}

@inline(__always)
private func maximum(
  _ pool: PoolImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ choice: UnsafeMutablePointer<Int32>?, _ y: Int, _ x: Int
) {
  forEachVector(
    pool.channels,
    full: { channel in
      var best = Vector(repeating: -.infinity)
      var chosen = IndexVector(repeating: 0)
      forEachTap(pool, y, x) { tap, pixel in
        let value = load(input + (pixel &+ channel))
        // A NaN wins and, as nothing is greater, stays: it shows, as in PyTorch.
        let wins = (value .> best) .| (value .!= value)
        best = best.replacing(with: value, where: wins)
        chosen = chosen.replacing(with: IndexVector(repeating: Int32(tap)), where: wins)
      }
      store(best, output + channel)
      if let choice {
        UnsafeMutableRawPointer(choice + channel).storeBytes(of: chosen, as: IndexVector.self)
      }
    },
    tail: { start, count in
      for channel in start..<start &+ count {
        var best = -Float.infinity
        var chosen: Int32 = 0
        forEachTap(pool, y, x) { tap, pixel in
          let value = input[pixel &+ channel]
          if value > best || value.isNaN {
            best = value
            chosen = Int32(tap)
          }
        }
        output[channel] = best
        if let choice { choice[channel] = chosen }
      }
    })
}

/// Scaled sum over each window, or its gradient; see `PoolImage`.
@inline(never)
func average(_ pool: PoolImage) {
  let scale = Vector(repeating: pool.scale)
  forEachPosition(pool) { position, y, x in
    let start = position &* pool.channels
    if let gradient = pool.gradient, let target = pool.inputGradient {
      forEachTap(pool, y, x) { _, pixel in
        let dx = target + pixel
        let dy = gradient + start
        forEachVector(
          pool.channels,
          full: { store(multiplyAdd(load(dx + $0), load(dy + $0), scale), dx + $0) },
          tail: {
            storePart(
              multiplyAdd(loadPart(dx + $0, $1), loadPart(dy + $0, $1), scale), dx + $0, $1)
          })
      }
    } else if let input = pool.input, let output = pool.output {
      forEachVector(
        pool.channels,
        full: { channel in
          var sum = Vector.zero
          forEachTap(pool, y, x) { _, pixel in sum += load(input + (pixel &+ channel)) }
          store(sum * scale, output + (start &+ channel))
        },
        tail: { channel, count in
          var sum = Vector.zero
          forEachTap(pool, y, x) { _, pixel in sum += loadPart(input + (pixel &+ channel), count) }
          storePart(sum * scale, output + (start &+ channel), count)
        })
    }
  }
}

@inline(__always)
private func forEachPosition(
  _ pool: PoolImage, _ body: (_ position: Int, _ y: Int, _ x: Int) -> Void
) {
  var position = 0
  for y in 0..<pool.gridHeight {
    for x in 0..<pool.gridWidth {
      body(position, y, x)
      position &+= 1
    }
  }
}

/// Calls `body(tap, first float of its pixel)` for the taps inside the image.
@inline(__always)
private func forEachTap(_ pool: PoolImage, _ y: Int, _ x: Int, _ body: (Int, Int) -> Void) {
  var index = 0
  for tap in pool.taps {
    let row = y &* pool.strideY &+ tap.dy
    let column = x &* pool.strideX &+ tap.dx
    if row >= 0, row < pool.height, column >= 0, column < pool.width {
      body(index, (row &* pool.width &+ column) &* pool.channels)
    }
    index &+= 1
  }
}
