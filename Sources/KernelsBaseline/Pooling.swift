import KernelInterface

/// Maximum over each window, or its gradient; see `PoolImage`.
@inline(never)
func maximum(_ pool: PoolImage) {
  forEachPosition(pool) { position, pixels in
    let start = position &* pool.channels
    if let gradient = pool.gradient, let target = pool.inputGradient, let choice = pool.choice {
      for pixel in pixels {
        addChosen(
          gradient + start, choice + start, Int32(truncatingIfNeeded: pixel.tap), pool.channels,
          target + pixel.offset)
      }
    } else if let input = pool.input, let output = pool.output {
      if let choice = pool.choice {
        maximum(pixels, input, pool.channels, output + start, choice + start)
      } else {
        maximum(pixels, input, pool.channels, output + start)
      }
    }
  }
}

/// Adds the gradient of those outputs that chose `tap`.
@inline(__always)
private func addChosen(
  _ gradient: UnsafePointer<Float>, _ choice: UnsafePointer<Int32>, _ tap: Int32, _ channels: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let tapVector = IndexVector(repeating: tap)
  forEachVector(
    channels,
    full: { channel in
      let chosen = UnsafeRawPointer(choice + channel).loadUnaligned(as: IndexVector.self)
      let dx = target + channel
      store(
        load(dx)
          + load(gradient + channel).replacing(with: Vector.zero, where: chosen .!= tapVector), dx)
    },
    tail: { start, count in
      for channel in start..<start &+ count where choice[channel] == tap {
        target[channel] += gradient[channel]
      }
    })
}

/// `value` where it is greater. A NaN wins and, as nothing is greater, stays: it shows, as in
/// PyTorch.
@inline(__always)
private func wins(_ value: Vector, over best: Vector) -> SIMDMask<IndexVector> {
  (value .> best) .| (value .!= value)
}

@inline(__always)
private func maximum(
  _ pixels: UnsafeBufferPointer<TapPixel>, _ input: UnsafePointer<Float>, _ channels: Int,
  _ output: UnsafeMutablePointer<Float>
) {
  forEachVector(
    channels,
    full: { channel in
      var best = Vector(repeating: -.infinity)
      for pixel in pixels {
        let value = load(input + (pixel.offset &+ channel))
        best = best.replacing(with: value, where: wins(value, over: best))
      }
      store(best, output + channel)
    },
    tail: { channel, count in
      var best = Vector(repeating: -.infinity)
      for pixel in pixels {
        let value = loadPart(input + (pixel.offset &+ channel), count)
        best = best.replacing(with: value, where: wins(value, over: best))
      }
      storePart(best, output + channel, count)
    })
}

/// The same, with the numbers of the winning taps.
@inline(__always)
private func maximum(
  _ pixels: UnsafeBufferPointer<TapPixel>, _ input: UnsafePointer<Float>, _ channels: Int,
  _ output: UnsafeMutablePointer<Float>, _ choice: UnsafeMutablePointer<Int32>
) {
  forEachVector(
    channels,
    full: { channel in
      var best = Vector(repeating: -.infinity)
      var chosen = IndexVector(repeating: 0)
      for pixel in pixels {
        let value = load(input + (pixel.offset &+ channel))
        let wins = wins(value, over: best)
        best = best.replacing(with: value, where: wins)
        chosen = chosen.replacing(
          with: IndexVector(repeating: Int32(truncatingIfNeeded: pixel.tap)), where: wins)
      }
      store(best, output + channel)
      UnsafeMutableRawPointer(choice + channel).storeBytes(of: chosen, as: IndexVector.self)
    },
    tail: { start, count in
      for channel in start..<start &+ count {
        var best = -Float.infinity
        var chosen: Int32 = 0
        for pixel in pixels {
          let value = input[pixel.offset &+ channel]
          if value > best || value.isNaN {
            best = value
            chosen = Int32(truncatingIfNeeded: pixel.tap)
          }
        }
        output[channel] = best
        choice[channel] = chosen
      }
    })
}

/// Scaled sum over each window, or its gradient; see `PoolImage`.
@inline(never)
func average(_ pool: PoolImage) {
  forEachPosition(pool) { position, pixels in
    let scale = Vector(repeating: pool.scales.map { $0[position] } ?? pool.scale)
    let start = position &* pool.channels
    if let gradient = pool.gradient, let target = pool.inputGradient {
      for pixel in pixels {
        let dx = target + pixel.offset
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
          for pixel in pixels { sum += load(input + (pixel.offset &+ channel)) }
          store(sum * scale, output + (start &+ channel))
        },
        tail: { channel, count in
          var sum = Vector.zero
          for pixel in pixels { sum += loadPart(input + (pixel.offset &+ channel), count) }
          storePart(sum * scale, output + (start &+ channel), count)
        })
    }
  }
}
