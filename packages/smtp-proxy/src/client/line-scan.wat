;; Passes over the text of a message, 16 octets at a time. RFC 5321, sections 2.3.8 and 4.5.2.
;;
;; line-scan.ts has the same rule in plain form and says how this is used. line-scan-wasm.ts is made of this file:
;; line-scan-wasm.test.ts compiles it and compares
(module
  (memory (export "memory") 2)

  ;; The first octet from $at on that needs a look, or $end. The octets before $at and at $end have to be in memory.
  (func (export "scan") (param $at i32) (param $end i32) (result i32)
    (local $octets v128)
    (local $before v128)
    (local $found i32) ;; a bit for each of the 16
    (local $octet i32)
    (local $previous i32)

    (block $rest
      (loop $vector
        (br_if $rest (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
        (local.set $octets (v128.load (local.get $at)))
        (local.set $before (v128.load (i32.sub (local.get $at) (i32.const 1))))
        (local.set $found
          (i8x16.bitmask
            (v128.or
              (v128.andnot ;; a CR without its LF
                (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x0d)))
                (i8x16.eq (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 0x0a))))
              (v128.or
                (v128.andnot ;; an LF without its CR
                  (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x0a)))
                  (i8x16.eq (local.get $before) (i8x16.splat (i32.const 0x0d))))
                (v128.and ;; a dot at the begin of a line
                  (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x2e)))
                  (i8x16.eq (local.get $before) (i8x16.splat (i32.const 0x0a))))))))
        (if (local.get $found)
          (then (return (i32.add (local.get $at) (i32.ctz (local.get $found))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $vector)))

    (block $done
      (loop $single
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $octet (i32.load8_u (local.get $at)))
        (local.set $previous (i32.load8_u (i32.sub (local.get $at) (i32.const 1))))
        (br_if $done
          (i32.and
            (i32.eq (local.get $octet) (i32.const 0x0d))
            (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 0x0a))))
        (br_if $done
          (i32.and (i32.eq (local.get $octet) (i32.const 0x0a)) (i32.ne (local.get $previous) (i32.const 0x0d))))
        (br_if $done
          (i32.and (i32.eq (local.get $octet) (i32.const 0x2e)) (i32.eq (local.get $previous) (i32.const 0x0a))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $single)))
    (local.get $at)))
