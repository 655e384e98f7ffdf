#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

/// See `KernelTable.copyPastCache`.
///
/// Other threads see the floats once this one has passed a memory fence, as `Workers` has it do:
/// streaming stores are ordered by nothing less.
@inline(never)
func copyPastCache(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
) {
  #if arch(x86_64)
    let bytes = MemoryLayout<Vector>.size
    let start = Int(bitPattern: target)
    let head = min((bytes &- start % bytes) % bytes / MemoryLayout<Float>.size, count)
    copy(source, target, head)
    var place = head
    while place &+ lanes <= count {
      stream(load(source + place), target + place)
      place &+= lanes
    }
    copy(source + place, target + place, count &- place)
  #else
    copy(source, target, count)
  #endif
}

#if arch(x86_64)
  /// Stores past the caches; `target` is aligned to a vector.
  @inline(__always)
  private func stream(_ vector: Vector, _ target: UnsafeMutablePointer<Float>) {
    #if AVX512
      _mm512_stream_ps(target, vector)
    #elseif AVX2
      _mm256_stream_ps(target, vector)
    #else
      _mm_stream_ps(target, vector)
    #endif
  }
#endif
