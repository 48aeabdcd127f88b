mkdir inside || exit 9
sleep 0.1
rmdir inside
echo "$1"
