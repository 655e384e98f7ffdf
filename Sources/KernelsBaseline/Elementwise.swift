import KernelInterface

/// See `MaskGradient`.
@inline(never)
func maskGradient(_ operands: MaskGradient) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  let dx = operands.dx
  forEachVector(
    operands.count,
    full: {
      let g = masked(load(operands.gradient + $0), load(operands.y + $0), lower, upper)
      store(operands.accumulate ? load(dx + $0) + g : g, dx + $0)
    },
    tail: {
      let g = masked(
        loadPart(operands.gradient + $0, $1), loadPart(operands.y + $0, $1), lower, upper)
      storePart(operands.accumulate ? loadPart(dx + $0, $1) + g : g, dx + $0, $1)
    })
}

/// See `AddRows`.
@inline(never)
func add(_ operands: AddRows) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  for row in 0..<operands.rows {
    let x = operands.x + row &* operands.xStride
    let y = operands.y + row &* operands.yStride
    forEachVector(
      operands.width,
      full: {
        let value = operands.accumulate ? load(y + $0) + load(x + $0) : load(x + $0)
        store(clamp(value, lower, upper), y + $0)
      },
      tail: {
        let value = loadPart(x + $0, $1)
        let sum = operands.accumulate ? loadPart(y + $0, $1) + value : value
        storePart(clamp(sum, lower, upper), y + $0, $1)
      })
  }
}

/// See `MomentumStep`.
@inline(never)
func momentumStep(_ step: MomentumStep) {
  let rate = Vector(repeating: -step.rate)
  let momentum = Vector(repeating: step.momentum)
  let decay = Vector(repeating: step.decay)
  forEachVector(
    step.count,
    full: { offset in
      let p = load(step.parameters + offset)
      let g = multiplyAdd(load(step.gradients + offset), p, decay)
      let v = multiplyAdd(g, load(step.velocity + offset), momentum)
      store(v, step.velocity + offset)
      let direction = step.nesterov ? multiplyAdd(g, v, momentum) : v
      store(multiplyAdd(p, rate, direction), step.parameters + offset)
    },
    tail: { offset, count in
      let p = loadPart(step.parameters + offset, count)
      let g = multiplyAdd(loadPart(step.gradients + offset, count), p, decay)
      let v = multiplyAdd(g, loadPart(step.velocity + offset, count), momentum)
      storePart(v, step.velocity + offset, count)
      let direction = step.nesterov ? multiplyAdd(g, v, momentum) : v
      storePart(multiplyAdd(p, rate, direction), step.parameters + offset, count)
    })
}
